// `npm test [-- FILTER...]`: bundles test/**/*.test.ts and runs each file in a separate process, so that a crash of a native
// driver fails that file alone. At the end it prints the slowest files and 'N passed, N failed'.
// `HYPERIQA_ADAPTER=wgpu npm test -- kernels/ models/ graph/ gpu/` runs the tests of the engine in Deno, on its WebGPU (wgpu, as in
// Firefox) and the system's adapter.
import { spawn, spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, sep } from 'node:path';
import { buildProduct, bundle, root } from './build.mjs';
import { denoCommand } from './deno.mjs';

/** Files that run at a time. Two, since each often waits for other processes; no more, since software adapters use all cores. */
const atOnce = Math.min(2, availableParallelism());

/** Folders of the slowest files, slowest first. They start first, so that none of them still runs alone at the end. */
const slowRooms = ['web', 'cli', 'library', 'package', 'examples', 'bench', 'profile', 'models'];

/** These files replace files that others read, so they run alone. */
const alone = [join('web', 'build.test.ts')];

/** Parts of paths; a path from the root is one, too. */
const filters = process.argv.slice(2).map((filter) => filter.replace(/^(\.\/)?test\//, ''));
const files = (await readdir(join(root, 'test'), { recursive: true }))
  .filter((file) => file.endsWith('.test.ts'))
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .sort();
if (files.length === 0) {
  console.error(
    `No test file has ${filters.map((filter) => JSON.stringify(filter)).join(' or ')} in its path in test/.`,
  );
  process.exit(1);
}
await buildProduct();
await bundle(Object.fromEntries(files.map((file) => [`test/${file.slice(0, -3)}`, `test/${file}`])));
if (files.some((file) => file.startsWith(`web${sep}`))) {
  const { status } = spawnSync(process.execPath, [join(root, 'tools/web.mjs'), '--build'], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

const [runtime, ...runtimeOptions] =
  process.env.HYPERIQA_ADAPTER === 'wgpu'
    ? [denoCommand(), 'run', '--allow-all', '--unstable-webgpu']
    : [process.execPath, '--enable-source-maps'];

/** Dawn prints these for each GPU object where Mesa's lavapipe is found. */
const limitWarnings = /^Warning: maxDynamic\w+ artificially reduced .*\n/gm;

/** Runs one bundled test file and prints its output when it has ended; resolves to its counts and seconds. */
function runFile(file) {
  return new Promise((resolve) => {
    const started = Date.now();
    const child = spawn(runtime, [...runtimeOptions, join(root, 'dist/test', `${file.slice(0, -3)}.js`)], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
    }
    child.on('close', (code, signal) => {
      const count = (word) => {
        const found = [...text.matchAll(new RegExp(`^\\s*${word}:\\s+(\\d+)`, 'gm'))];
        return found.reduce((sum, match) => sum + Number(match[1]), 0);
      };
      const total = count('Total');
      const passed = count('Passed');
      // The total does not include skipped tests.
      const failed = total - passed;
      // A file that crashed or ran no test fails, even if no single test failed.
      const died = failed === 0 && (code !== 0 || total + count('Skipped') === 0);
      const seconds = (Date.now() - started) / 1000;
      console.log(`\n${file}\n${text.replace(limitWarnings, '')}  ${seconds.toFixed(1)} s`);
      if (died) console.log(`  ${file} ended with ${signal ?? `exit code ${code}`} after ${passed} passed tests`);
      resolve({ file, seconds, passed, failed: failed + (died ? 1 : 0) });
    });
  });
}

const results = [];

/** Runs all files, `count` at a time. */
async function runAll(queue, count) {
  const left = [...queue];
  const worker = async () => {
    while (left.length > 0) results.push(await runFile(left.shift()));
  };
  await Promise.all(Array.from({ length: count }, worker));
}

const rank = (file) => {
  const place = slowRooms.indexOf(file.split(sep)[0]);
  return place < 0 ? slowRooms.length : place;
};
const started = Date.now();
const together = files.filter((file) => !alone.includes(file));
await runAll(
  together.sort((a, b) => rank(a) - rank(b)),
  atOnce,
);
await runAll(
  files.filter((file) => alone.includes(file)),
  1,
);

const sum = (name) => results.reduce((total, result) => total + result[name], 0);
if (results.length > 1) {
  console.log('\nThe slowest files:');
  for (const { file, seconds } of results.toSorted((a, b) => b.seconds - a.seconds).slice(0, 10)) {
    console.log(`${seconds.toFixed(1).padStart(7)} s  ${file}`);
  }
}
console.log(`\n${files.length} files in ${((Date.now() - started) / 1000).toFixed(0)} s, ${atOnce} at once`);
const [passed, failed] = [sum('passed'), sum('failed')];
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
