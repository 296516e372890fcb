#!/bin/bash
# Reports how this project runs on a GPU, in about eight minutes:
#
#   bash tools/gpu-report.sh FOLDER [PREDICTED]
#
# The files of each step are written to FOLDER when it ends, so that an interrupted run keeps its results. The steps: adapters;
# kernels and networks compared with their references; the benchmark before and after tuning, in float16, and of every model; a
# profile; other runtimes if bench/peers is installed; and the prediction for the GPU PREDICTED (h100, rtx4060, m2, ...; see
# `npm run predict`) compared with the measurements. ADAPTER selects one of several GPUs; RUNS is the number of warm runs of a
# benchmark (20). Each step is stopped at a limit that suits a GPU; PATIENCE multiplies the limits, for a slower adapter.
set -u -o pipefail

folder=${1:?usage: bash tools/gpu-report.sh FOLDER [PREDICTED]}
predicted=${2:-}
runs=${RUNS:-20}
patience=${PATIENCE:-1}
cd "$(dirname "$0")/.." || exit 2
mkdir -p "$folder" || exit 2
folder=$(cd "$folder" && pwd)
# Kernels that were measured earlier do not count as untuned, and those that are measured here are not used by later runs.
export HYPERIQA_CACHE="$folder/cache"
rm -rf "$HYPERIQA_CACHE/kernels"
adapter=()
if [ -n "${ADAPTER:-}" ]; then
  adapter=(--adapter "$ADAPTER")
  export HYPERIQA_ADAPTER=$ADAPTER
fi
failed=0

# step SECONDS NAME COMMAND...: runs a step; if it fails or takes longer, the report continues.
step() {
  local seconds=$(($1 * patience)) name=$2 began=$SECONDS status=0
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
# Synthetic weights give the network that the benchmark measures in its full widths, whichever weights are installed.
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
