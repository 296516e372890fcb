#!/usr/bin/env bash
# Checks the Slurm section of docs/SCALING.md on a Slurm cluster of one node, which it starts in a temporary folder. The job
# script and the commands are read from that file. A task is ended by SIGTERM and requeued three times; the merged tables must
# equal those of an uninterrupted run byte for byte. Needs root, `npm ci`, and Debian's or Ubuntu's packages slurm-wlm and munge.
set -euo pipefail
cd "$(dirname "$0")/.."
clone=$PWD
tasks=2
requeues=3
photos=24

fail() {
  echo "slurm-check: $*" >&2
  exit 1
}
[ "$(id -u)" = 0 ] || fail 'run it as root, as slurmd starts jobs for users.'
for command in munged slurmctld slurmd sbatch; do
  command -v "$command" >/dev/null || fail "$command is missing: apt-get install slurm-wlm munge"
done
[ -f dist/cli.js ] || fail 'dist/cli.js is missing: npm ci'

work=$(mktemp -d "${TMPDIR:-/tmp}/hyperiqa-slurm-XXXXXX")
export SLURM_CONF=$work/slurm.conf HOME=$work/home

# finish: ends jobs and daemons, and prints their logs if the check failed.
finish() {
  local status=$? pid
  set +e
  scancel --quiet --user=root
  sleep 1
  for name in slurmd slurmctld munged; do
    pid=$(cat "$work/$name.pid" 2>/dev/null) && kill "$pid" && while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
  done
  if [ "$status" != 0 ]; then tail -n 20 "$work"/*.log "$HOME"/*.log "$HOME"/hyperiqa-webgpu/*.out >&2; fi
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT

# wait_for SECONDS WHAT COMMAND...: repeats the command until it succeeds.
wait_for() {
  local until=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$until" ] || fail "$what: not in time"
    sleep 0.5
  done
}

# code_block NUMBER: prints that code block of the section Slurm.
code_block() {
  awk -v wanted="$1" '/^### /{ inside = /^### Slurm/ } !inside { next }
    /^```/ { if (open) { open = 0 } else { open = 1; number++ } next } open && number == wanted' docs/SCALING.md
}

# The node claims the resources that the job script requests, whatever this machine has.
node=$(hostname -s)
mkdir -p "$work"/{state,spool} "$HOME/hyperiqa-webgpu" "$work/data/1024x768"
cat >"$SLURM_CONF" <<END
ClusterName=check
SlurmctldHost=$node(127.0.0.1)
SlurmctldPort=26817
SlurmdPort=26818
SlurmUser=root
AuthType=auth/munge
# Credentials that expire early shorten the delay before a requeued task starts again.
AuthInfo=socket=$work/munge.socket,cred_expire=5
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
GresTypes=gpu
NodeName=$node NodeAddr=127.0.0.1 CPUs=4 RealMemory=4096 Gres=gpu:1
PartitionName=all Nodes=$node Default=YES MaxTime=INFINITE State=UP
END
echo "NodeName=$node Name=gpu File=/dev/null" >"$work/gres.conf"
head -c 1024 /dev/urandom >"$work/munge.key"
chmod 400 "$work/munge.key"
munged --force --key-file="$work/munge.key" --socket="$work/munge.socket" --pid-file="$work/munged.pid" \
  --log-file="$work/munged.log" --seed-file="$work/munge.seed"
slurmctld
slurmd -N "$node"
wait_for 30 'a node that is idle' sh -c 'sinfo --noheader --format=%t | grep -qx idle'
echo "$(sbatch --version) has the node $node."

# The data set: portraits from bright to dark, a damaged file, and a table of scores.
for name in dist node_modules package.json weights; do ln -s "$clone/$name" "$HOME/hyperiqa-webgpu/$name"; done
node --input-type=module - "$work/data" "$photos" <<'END'
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
const [folder, count] = process.argv.slice(2);
const lines = ['image_name,MOS_zscore', 'broken.jpg,1'];
for (let i = 0; i < Number(count); i++) {
  const face = sharp('samples/grace-hopper.jpg').extract({ left: 110, top: 60, width: 300, height: 330 });
  await face.linear(1 - i / 100, 0).jpeg().toFile(`${folder}/1024x768/photo-${i}.jpg`);
  lines.push(`photo-${i}.jpg,${80 - i}`);
}
await writeFile(`${folder}/1024x768/broken.jpg`, 'no photo');
await writeFile(`${folder}/koniq10k_scores_and_distributions.csv`, `${lines.join('\n')}\n`);
END

# The job script's array is reduced to a few tasks.
code_block 1 | sed "s/^#SBATCH --array=.*/#SBATCH --array=1-$tasks/" >"$HOME/study.sh"
commands=$(code_block 2 | grep -v '^npm ci$' | sed "s|/data/koniq10k|$work/data|")
[[ $(head -n 1 "$HOME/study.sh") = '#!'* && $commands = *sbatch*sbatch* ]] || fail 'docs/SCALING.md has other code blocks.'
cd "$HOME"
eval "$commands"

lines_of() { wc -l <"$RESULTS/shard-1/scores.csv"; }
has_more_than() { [ "$(lines_of)" -gt "$1" ]; }
restarts() { scontrol show job "${job}_1" | sed -n 's/.*Restarts=\([0-9]*\).*/\1/p'; }
has_restarted() { [ "$(restarts)" = "$1" ]; }
wait_for 120 'the first photo of the first task' has_more_than 1
for ((count = 1; count <= requeues; count++)); do
  # Slurm sends the same signal a minute before a task's time limit.
  scancel --signal=TERM "${job}_1"
  wait_for 60 "requeue $count" has_restarted "$count"
  done_before=$(lines_of)
  echo "Requeued after $((done_before - 1)) photos."
  wait_for 240 "a photo after requeue $count" has_more_than "$done_before"
done
wait_for 600 'the end of all jobs' sh -c '[ -z "$(squeue --noheader)" ]'
[ "$(restarts)" = "$requeues" ] || fail "the task was restarted $(restarts) times"
cat "$HOME"/face-quality-"$job"-1.log

cd "$clone"
node dist/cli.js evaluate --images "$DATA/1024x768" --scores "$DATA/koniq10k_scores_and_distributions.csv" \
  --out "$work/unbroken" >/dev/null 2>&1 || [ $? = 1 ] || fail 'the uninterrupted run failed'
# report.html differs, since it shows photos only after a run that had access to them.
diff -rq --exclude=report.html "$work/unbroken" "$RESULTS/all" || fail 'the merged results differ from those of an uninterrupted run'
echo "After $requeues requeues the merged results equal those of an uninterrupted run byte for byte."
