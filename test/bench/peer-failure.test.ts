/** What the benchmark says of another runtime that fails: one line, and the others are measured. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { reasonIn } from '../../bench/child.ts';
import { measureInTurn } from '../../bench/measure.ts';
import { inTemporaryFolder } from '../cli/run.ts';

const ready = JSON.stringify({ load: 1, compile: 1, firstRun: 1, total: 3, check: [1] });
const works = `console.log('${ready}');
for await (const line of (await import('node:readline')).createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(line === 'run' ? { ms: 1 } : line === 'profile' ? { steps: [] } : { rssBytes: 1 }));
}`;

/** What is said of a peer of that source while it and a runtime that works are measured, and why it has no figures. */
async function measured(source: string): Promise<{ readonly said: readonly string[]; readonly failure: string }> {
  return inTemporaryFolder(async (folder) => {
    const said: string[] = [];
    const spec = async (name: string, text: string) => {
      const script = join(folder, `${name}.mjs`);
      await writeFile(script, text);
      return { name, script, task: { network: 'n' } };
    };
    const plan = { runs: 2, coldStarts: 1, between: async () => {}, say: (line: string) => said.push(line) };
    const { ours, peers } = await measureInTurn(await spec('ours', works), [await spec('peer', source)], plan);
    assert.equal(ours.runs, [1, 1]);
    const [peer] = peers;
    return { said: said.filter((line) => line.startsWith('peer')), failure: 'failure' in peer! ? peer.failure : '' };
  });
}

test('a peer that throws is left out with one line: which, why, and how to see the rest', async () => {
  const { said, failure } = await measured(`function run() {\n  throw new TypeError('no such layer');\n}\nrun();`);
  assert.is(failure, 'peer gave no result: TypeError: no such layer');
  assert.is(said.length, 2, said.join('\n'));
  assert.match(said[1]!, /^peer gave no result: TypeError: no such layer\. It is left out of the comparison\. .*node /);
  assert.match(said[1]!, `peer.mjs '{"network":"n"}'`);
  assert.not.match(said.join(), '\n');
});

test('a peer that dies after its first result is left out, too', async () => {
  const { said, failure } = await measured(`console.log('${ready}'); setTimeout(() => process.kill(process.pid, 9), 50);
setInterval(() => {}, 1000);`);
  assert.is(failure, 'peer gave no result: its process ended with SIGKILL');
  assert.is(said.filter((line) => line.includes('left out')).length, 1);
});

test('the reason is the error among what was printed, or else its last line', () => {
  const node = 'file:///a.js:3\n  f()\n  ^\n\nError [ERR_X]: Cannot find: b\n    at f (a.js:3:1)\n\nNode.js v20.20.2\n';
  assert.is(reasonIn(node), 'Error [ERR_X]: Cannot find: b');
  assert.is(reasonIn('starting\nit lacks what brisque needs: mscn\n'), 'it lacks what brisque needs: mscn');
  assert.is(reasonIn('\n'), null);
});

test.run();
