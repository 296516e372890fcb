// `npm run soak -- --minutes N`: kills and stops studies and `infer`, fills their disk, takes their device away, and starts two
// in one folder. Their results must equal those of an undisturbed run, and a long study's memory must stay flat. It runs for the
// given time, so it is not part of the tests. The exit status is 1 after a fault.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { buildProduct, bundle, root } from './build.mjs';
import { memoryCurve } from './soak/memory.mjs';
import { makeSet } from './soak/photos.mjs';
import { finish } from './soak/process.mjs';
import { trialsOf } from './soak/trials.mjs';

const values = new Command('soak')
  .description('Disturbs studies and infer, and compares their results with those of an undisturbed run.')
  .option('--minutes <n>', 'how long to run', '10')
  .option('--seed <n>', 'the same seed disturbs at the same moments, as far as the pace allows', '1')
  .option('--photos <n>', 'number of photos in the long study whose memory is measured', '10000')
  .option('--only <text>', 'trials whose name contains this')
  .option('--adapter <name>', 'a part of the name of the GPU adapter', process.env.HYPERIQA_ADAPTER ?? '')
  .parse()
  .opts();
process.chdir(root);
const end = performance.now() + Number(values.minutes) * 60_000;
await buildProduct();
await bundle({ 'soak/tiny-weights': 'test/tiny-weights.ts' });
const { tinyHyperIqa } = await import(pathToFileURL(join(root, 'dist/soak/tiny-weights.js')).href);

const folder = await mkdtemp(join(tmpdir(), 'hyperiqa-soak-'));
const weights = join(folder, 'tiny.safetensors');
await writeFile(weights, await tinyHyperIqa(1));
const common = ['--weights', weights, '--crops', '1', ...(values.adapter ? ['--adapter', values.adapter] : [])];
const studyOf = (set) => (out) => [
  'evaluate',
  '--images',
  set.photos,
  '--scores',
  set.scores,
  '--faces',
  'none',
  '--bootstrap',
  '10',
  ...common,
  '--out',
  out,
];

// Park and Miller's generator, so that the seed determines the times of disturbances.
let state = (Number(values.seed) % 2147483646) + 1;
const random = () => {
  state = (state * 48271) % 2147483647;
  return state / 2147483647;
};

const set = await makeSet(join(folder, 'set'), 120);
const study = studyOf(set);
const infer = ['infer', set.photos, '--no-faces', '--json', ...common];
const undisturbed = await finish(study(join(folder, 'undisturbed')));
// The expected status is 1, since some photos of the set are damaged.
if (undisturbed.status !== 1) throw new Error(`the undisturbed study failed: ${undisturbed.stderr}`);
const inferred = await finish(infer);
const baseline = {
  folder: join(folder, 'undisturbed'),
  milliseconds: undisturbed.milliseconds,
  status: undisturbed.status,
  stdout: inferred.stdout,
  inferStatus: inferred.status,
};
console.log(`undisturbed: ${set.count} photos in ${(baseline.milliseconds / 1000).toFixed(1)} s`);

const trials = trialsOf({ folder, set, study, infer, baseline, random });
const names = Object.keys(trials).filter((name) => values.only === undefined || name.includes(values.only));
const tally = new Map(names.map((name) => [name, { trials: 0, faults: [] }]));
let faults = 0;

const photos = Number(values.photos);
if (photos > 0) {
  const big = await makeSet(join(folder, 'big'), photos);
  const out = join(folder, 'big-study');
  const { curve, growth, bound, isFlat, status, stderr, milliseconds } = await memoryCurve(
    studyOf(big)(out),
    out,
    photos,
  );
  console.log(
    `${photos} photos in ${(milliseconds / 1000).toFixed(0)} s; photos and MiB: ${curve.map((point) => point.join(' ')).join(', ')}`,
  );
  console.log(
    `memory from a third of the way to the end: ${(growth / 2 ** 20).toFixed(1)} MiB more; ${(bound / 2 ** 20).toFixed(0)} allowed`,
  );
  if (!isFlat) {
    faults++;
    console.log(`FAULT in the long study: status ${status}; ${stderr.slice(-300)}`);
  }
  await rm(join(folder, 'big'), { recursive: true });
}

for (let turn = 0; names.length > 0 && (turn === 0 || performance.now() < end); turn++) {
  for (const name of names) {
    if (turn > 0 && performance.now() > end) break;
    const out = join(folder, `trial-${turn}-${names.indexOf(name)}`);
    const counts = tally.get(name);
    counts.trials++;
    try {
      await trials[name](out);
      await rm(out, { recursive: true, force: true });
    } catch (error) {
      faults++;
      counts.faults.push(error.message);
      console.log(`FAULT ${name}: ${error.message}\n  ${out}`);
    }
  }
}

console.log(`${'what'.padEnd(32)}${'trials'.padStart(8)}${'faults'.padStart(8)}`);
for (const [name, counts] of tally) {
  console.log(`${name.padEnd(32)}${String(counts.trials).padStart(8)}${String(counts.faults.length).padStart(8)}`);
}
const total = [...tally.values()].reduce((sum, { trials: count }) => sum + count, 0);
console.log(`soak, seed ${values.seed}: ${total} trials, ${photos} photos in the long study, ${faults} faults`);
if (faults === 0) await rm(folder, { recursive: true });
process.exitCode = faults === 0 ? 0 : 1;
