// Scores a sample in a folder on the lowest version of Node that package.json allows, on a recent one, and on Bun and Deno, all of which
// npx installs. The last line is 'N passed, N failed'.
import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProduct, root } from './build.mjs';

const { engines } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const lowest = `${engines.node.replace('>=', '')}.0`;
// Versions are pinned, so that a new release of a runtime does not break an unrelated change. Raise them from time to time.
const runtimes = [
  ['node', `node@${lowest}`],
  ['node', 'node@26.10.0'],
  ['bun', 'bun@1.4.5'],
  ['deno', 'deno@2.9.6', 'run', '-A'],
];
const photo = 'samples/cat.jpg';
// A folder, since runtimes differ in how they list one.
const folder = await mkdtemp(join(tmpdir(), 'hyperiqa-runtimes-'));
await copyFile(join(root, photo), join(folder, 'cat.jpg'));
const expected = 61.5;

/** Resolves to the exit status and standard output. */
function run(command, words) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.on('error', reject).on('close', (status) => resolve({ status, stdout }));
  });
}

/** A description of what failed on a runtime; null if nothing did. */
async function fault([command, npmPackage, ...words]) {
  const runtime = ['--yes', '--package', npmPackage, '--', command];
  const version = await run('npx', [...runtime, '--version']);
  console.log(`\n${npmPackage}: ${version.stdout.trim().split('\n')[0]}`);
  const started = Date.now();
  const product = ['dist/cli.js', 'infer', folder, '--no-faces', '--json'];
  const { status, stdout } = await run('npx', [...runtime, ...words, ...product]);
  if (status !== 0) return `it ended with exit status ${status}`;
  const { score, adapter } = JSON.parse(stdout);
  console.log(`${photo} ${score} on ${adapter}, ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return Math.abs(score - expected) < 0.01 ? null : `${photo} scored ${score} instead of ${expected}`;
}

await buildProduct();
let passed = 0;
let failed = 0;
for (const runtime of runtimes) {
  const what = await fault(runtime).catch(String);
  if (what === null) {
    passed += 1;
  } else {
    failed += 1;
    console.log(`FAILED: ${what}`);
  }
}
await rm(folder, { recursive: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
