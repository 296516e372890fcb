#!/bin/bash
# What a GPU makes of this project, in one command and about eight minutes:
#
#   bash tools/gpu-report.sh FOLDER [PREDICTED]
#
# FOLDER gets a file for each step as it ends, so that a run which is cut short leaves what it had: adapters, kernels and
# networks against their references, the benchmark before and after tuning, in float16, every model, a profile, other
# runtimes where bench/peers is installed, and PREDICTED (h100, rtx4060, m2, ...; see `npm run predict`) beside what was
# measured. ADAPTER names the GPU where there are several; RUNS sets the warm runs of a benchmark (20).
set -u -o pipefail

folder=${1:?usage: bash tools/gpu-report.sh FOLDER [PREDICTED]}
predicted=${2:-}
runs=${RUNS:-20}
cd "$(dirname "$0")/.." || exit 2
mkdir -p "$folder" || exit 2
folder=$(cd "$folder" && pwd)
adapter=()
if [ -n "${ADAPTER:-}" ]; then
  adapter=(--adapter "$ADAPTER")
  export HYPERIQA_ADAPTER=$ADAPTER
fi
failed=0

# step SECONDS NAME COMMAND...: a step that fails or takes longer does not end the report.
step() {
  local seconds=$1 name=$2 began=$SECONDS status=0
  shift 2
  timeout --kill-after=10 "$seconds" "$@" >"$folder/$name.txt" 2>"$folder/$name.log" || status=$?
  if [ "$status" = 0 ]; then
    echo "$name: $((SECONDS - began)) s"
  else
    failed=$((failed + 1))
    echo "$name: failed with status $status after $((SECONDS - began)) s; see $folder/$name.log"
  fi
}

bench() {
  local seconds=$1 name=$2
  shift 2
  step "$seconds" "$name" npm run -s bench -- "${adapter[@]}" --runs "$runs" --cold-starts 1 \
    --json "$folder/$name.json" "$@"
}

step 30 1-adapters npm run -s infer -- --list-adapters
step 120 2-kernels npm test -- kernels
step 90 3-networks npm test -- models/hyperiqa models/face-detector
bench 60 4-before-tuning --model hyperiqa --batch 1,10
# The network that the benchmark measures, in its full widths whatever weights are here.
step 120 5-tuning npm run -s tune -- "${adapter[@]}" --metric hyperiqa --weights hyperiqa=synthetic --batch 1,10
bench 60 6-after-tuning --model hyperiqa --batch 1,10
bench 90 7-float16 --model hyperiqa --batch 1,10 --precision f16
bench 120 8-every-model --model all
step 60 9-profile npm run -s profile -- "${adapter[@]}" --model hyperiqa --weights synthetic \
  --batch 10 --trace "$folder/9-profile.json" --svg "$folder/9-profile.svg"
if [ -d bench/peers/node_modules ]; then
  bench 120 10-other-runtimes --model hyperiqa --batch 1,10 --peers webgpu
else
  echo "10-other-runtimes: left out; npm ci --ignore-scripts --prefix bench/peers installs them"
fi
if [ -n "$predicted" ]; then
  for state in 4-before-tuning 6-after-tuning; do
    [ -f "$folder/$state.json" ] || continue
    step 60 "11-predicted-$state" npm run -s predict -- "$predicted" --measured "$folder/$state.json"
  done
fi
echo "$folder: $failed steps failed"
[ "$failed" = 0 ]
