/** The examples for Node, run unchanged. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { adapterArguments, runCli } from '../cli/run.ts';

async function started(script: string, env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  process.on('exit', () => child.kill());
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()));
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)));
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return { address, end: () => child.kill() && ended };
}

test('the server scores an upload as the command line does, and refuses one that is too large or not a photo', async () => {
  const { address, end } = await started('examples/node-server/server.mjs', { PORT: '0' });
  const post = (body: Uint8Array<ArrayBuffer>) => fetch(address, { method: 'POST', body });
  const file = 'samples/grace-hopper.jpg';
  const answer = await post(Uint8Array.from(await readFile(file)));
  assert.is(answer.status, 200);
  const { score, faces } = (await answer.json()) as { score: number; faces: readonly unknown[] };
  const line = JSON.parse((await runCli(['infer', file, '--json', ...adapterArguments])).stdout);
  assert.equal([score, faces.length], [line.score, line.faces.length]);
  assert.is((await post(new TextEncoder().encode('no photo'))).status, 422);
  assert.is((await fetch(address)).status, 405);
  // The server may close the connection before it has read the whole body, which some clients report as a failure.
  const status = await post(new Uint8Array(21 * 2 ** 20)).then(
    (response) => response.status,
    () => 'refused',
  );
  assert.ok(status === 413 || status === 'refused', String(status));
  assert.is((await post(new TextEncoder().encode('no photo'))).status, 422, 'it goes on');
  assert.is(await end(), 0);
});

test('the batch lists the photos of a folder, worst first', async () => {
  const { status, stdout, stderr } = await runCli(['samples'], { cli: 'examples/batch/batch.mjs' });
  assert.is(status, 0, stderr);
  const [heading, ...rows] = stdout.trimEnd().split('\n');
  assert.is(heading, 'file,hyperiqa,brisque');
  const scores = rows.map((row) => Number(row.split(',')[1]));
  assert.is(scores.length, 5);
  assert.equal(
    scores,
    [...scores].sort((a, b) => a - b),
  );
  assert.match(rows[0], 'coffee-compressed');
});

test.run();
