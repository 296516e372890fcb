// `node tools/record-scores.mjs --adapter NAME [--check] [--photos FOLDER]`: scores samples/ (and another folder) with several
// combinations of metric, protocol and precision on the named adapter, and writes the JSON lines to
// test/fixtures/record/ADAPTER.jsonl or, with --check, compares them with that file. Times and adapter names are left out, and
// everything else must be equal. Run it before and after a change that must not change results. Compare on the machine that
// recorded the file, as software adapters generate code for the processor that they run on.
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { buildProduct, root } from './build.mjs';

const { values } = parseArgs({
  options: { adapter: { type: 'string' }, check: { type: 'boolean' }, photos: { type: 'string' } },
});
const runs = [
  ['--metric', 'hyperiqa,brisque'],
  ['--metric', 'hyperiqa', '--protocol', 'uniform', '--crops', '9'],
  ['--metric', 'hyperiqa', '--precision', 'f16', '--seed', '7', '--crops', '3'],
  ['--metric', 'brisque'],
  ['--metric', 'hyperiqa', '--weights', 'synthetic', '--crops', '2'],
];
const { adapter } = values;
if (adapter === undefined)
  throw new Error('--adapter NAME is missing: part of a name that infer --list-adapters lists.');
const file = join(root, `test/fixtures/record/${adapter}.jsonl`);

/** The JSON lines of one run, without fields that differ between runs or were added after the recording. */
async function linesOf(options) {
  const photos = ['samples', ...(values.photos === undefined ? [] : [values.photos])];
  const command = [join(root, 'dist/cli.js'), 'infer', ...photos, '--json', '--adapter', adapter, ...options];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: root, maxBuffer: 2 ** 26 });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { file: photo, width, height, score, scores, crops, faces, model } = JSON.parse(line);
      const name = photo.split(/[\\/]/).slice(-2).join('/');
      return JSON.stringify({
        options: options.join(' '),
        file: name,
        width,
        height,
        score,
        scores,
        crops,
        // The results of faces repeat their `scores`.
        faces: faces.map(({ results: _results, ...face }) => face),
        model,
      });
    });
}

await buildProduct();
const lines = [];
for (const options of runs) lines.push(...(await linesOf(options)));
const text = `${lines.join('\n')}\n`;
if (values.check) {
  const before = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const changed = lines.filter((line, i) => line !== before[i]);
  for (const line of changed) console.log(`changed: ${line.slice(0, 160)}`);
  console.log(`${lines.length - changed.length} of ${before.length} lines are as recorded`);
  process.exitCode = changed.length === 0 && lines.length === before.length ? 0 : 1;
} else {
  await writeFile(file, text);
  console.log(`wrote ${file}: ${lines.length} lines`);
}
