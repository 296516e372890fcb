// Scores a sample in a folder on the lowest version of Node that package.json allows, on a recent one, and on Bun and Deno, all of which
// npx installs; then the sample by Deno's own WebGPU. The last line is 'N passed, N failed'.
import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProduct, root } from './build.mjs';
import { denoPackage } from './deno.mjs';

const { engines } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const lowest = `${engines.node.replace('>=', '')}.0`;
// Versions are pinned, so that a new release of a runtime does not break an unrelated change. Raise them from time to time.
const runtimes = [
  ['node', `node@${lowest}`],
  ['node', 'node@26.10.0'],
  ['bun', 'bun@1.4.5'],
  ['deno', denoPackage, 'run', '-A'],
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

/** Runs a command that prints the photo's score; gives a description of what failed, or null. */
async function fault(words, scoreIn) {
  const started = Date.now();
  const { status, stdout } = await run('npx', words);
  if (status !== 0) return `it ended with exit status ${status}`;
  const score = scoreIn(stdout);
  console.log(`${photo} ${score}, ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return Math.abs(score - expected) < 0.01 ? null : `${photo} scored ${score} instead of ${expected}`;
}

async function commandLineFault([command, npmPackage, ...words]) {
  const runtime = ['--yes', '--package', npmPackage, '--', command];
  const version = await run('npx', [...runtime, '--version']);
  console.log(`\n${npmPackage}: ${version.stdout.trim().split('\n')[0]}`);
  const product = ['dist/cli.js', 'infer', folder, '--no-faces', '--json'];
  return fault([...runtime, ...words, ...product], (stdout) => JSON.parse(stdout).score);
}

function ownWebGpuFault() {
  console.log("\nDeno's own WebGPU");
  const deno = ['--yes', '--package', denoPackage, '--', 'deno', 'run', '--unstable-webgpu', '--allow-read'];
  return fault([...deno, 'examples/deno/score.mjs', photo], (stdout) => Number(stdout.split('\t')[1]));
}

await buildProduct();
let passed = 0;
let failed = 0;
for (const check of [...runtimes.map((runtime) => () => commandLineFault(runtime)), ownWebGpuFault]) {
  const what = await check().catch(String);
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
