import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { adapterArguments, inTemporaryFolder, runCli } from '../cli/run.ts';
import { writeTinyHyperIqa } from '../tiny-weights.ts';

test('profile writes a table, a trace, a chart and the times', async () => {
  await inTemporaryFolder(async (folder) => {
    const files = ['--trace', 'trace.json', '--svg', 'layers.svg', '--json', 'times.json'];
    const args = ['profile', '--model', 'face', '--runs', '1', ...files, ...adapterArguments];
    const { status, stdout, stderr } = await runCli(args, { cwd: folder });
    assert.is(status, 0, stderr);
    assert.match(stdout, /^layer +kernel +ms +of all +GFLOP\/s +GB\/s +roofline$/m);
    assert.match(stdout, /^conv1_h +\S+ +\d/m);
    const read = (name: string) => readFile(join(folder, name), 'utf8');
    const { steps } = JSON.parse(await read('times.json')) as { steps: { node: string; milliseconds: number }[] };
    const { traceEvents } = JSON.parse(await read('trace.json')) as { traceEvents: { name: string; ph: string }[] };
    const slices = traceEvents.filter(({ ph }) => ph === 'X').map(({ name }) => name);
    assert.equal(
      slices.slice(1),
      steps.map(({ node }) => node),
    );
    assert.ok(steps.reduce((sum, { milliseconds }) => sum + milliseconds, 0) > 0);
    assert.match(await read('layers.svg'), '>conv1_h<');
  });
});

test('infer --profile prints a table for each program on standard error, and only JSON on standard output', async () => {
  await inTemporaryFolder(async (folder) => {
    const photo = resolve('samples/cat.jpg');
    const weights = await writeTinyHyperIqa(folder);
    const options = ['--weights', weights, '--crops', '1', '--json', '--profile', '--trace', 'trace.json'];
    const { status, stdout, stderr } = await runCli(['infer', photo, ...options, ...adapterArguments], { cwd: folder });
    assert.is(status, 0, stderr);
    assert.is(stdout.trim().split('\n').length, 1);
    assert.is((JSON.parse(stdout) as { file: string }).file, photo);
    assert.match(stderr, /^score from photo \[512,384,3\], corners \[1,2\]: \d/m);
    assert.match(stderr, /^loc, conf from blob \[1,3,300,300\]: \d/m);
    assert.match(await readFile(join(folder, 'trace.json'), 'utf8'), '"res.layer4.0.conv3"');
  });
});

test.run();
