// `npm test [-- FILTER...]`: bundles test/**/*.test.ts, runs each file in a process of its own (a crash of a native
// driver fails that file alone), and prints 'N passed, N failed' last.
import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildProduct, bundle, root } from './build.mjs';

const filters = process.argv.slice(2);
const files = (await readdir(join(root, 'test'), { recursive: true }))
  .filter((file) => file.endsWith('.test.ts'))
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .sort();
await buildProduct();
await bundle(Object.fromEntries(files.map((file) => [`test/${file.slice(0, -3)}`, `test/${file}`])));

/** Runs one bundled test file; resolves to its counts. */
function runFile(file) {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      ['--enable-source-maps', join(root, 'dist/test', `${file.slice(0, -3)}.js`)],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
      },
    );
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      process.stdout.write(chunk);
    });
    child.on('close', (code, signal) => {
      const count = (word) => {
        const found = [...text.matchAll(new RegExp(`^\\s*${word}:\\s+(\\d+)`, 'gm'))];
        return found.reduce((sum, match) => sum + Number(match[1]), 0);
      };
      const total = count('Total');
      const passed = count('Passed');
      // Skipped tests are not in the total.
      const failed = total - passed;
      // A file that died, or ran nothing, is a failure even when no single test said so.
      const died = failed === 0 && (code !== 0 || total + count('Skipped') === 0);
      if (died) console.log(`  ${file} ended with ${signal ?? `exit code ${code}`} after ${passed} passed tests`);
      resolve({ passed, failed: failed + (died ? 1 : 0) });
    });
  });
}

let passed = 0;
let failed = 0;
const started = Date.now();
for (const file of files) {
  const fileStarted = Date.now();
  console.log(`\n${file}`);
  const result = await runFile(file);
  console.log(`  ${((Date.now() - fileStarted) / 1000).toFixed(1)} s`);
  passed += result.passed;
  failed += result.failed;
}
console.log(`\n${files.length} files in ${((Date.now() - started) / 1000).toFixed(0)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
