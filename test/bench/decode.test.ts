import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const adapter = process.env.HYPERIQA_ADAPTER;

test('--decode prints the decoding speed of both kinds of photos next to that of sharp, and measures no network', async () => {
  const named = adapter === undefined ? [] : ['--adapter', adapter];
  const { stdout } = await promisify(execFile)(process.execPath, ['tools/bench.mjs', '--decode', '10', ...named]);
  const rows = stdout.split('\n').filter((line) => /^\| (samples|the same)/.test(line));
  assert.is(rows.length, 2, stdout);
  for (const row of rows) {
    const [, , count, rate, sharp, share] = row.split('|').map((cell) => cell.trim());
    assert.ok(Number(count) > 0 && Number(rate) > 0 && Number(sharp) > 0 && Number(share) > 0, row);
  }
  assert.not.match(stdout, 'GFLOP');
});

test.run();
