import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inTemporaryFolder } from './run.ts';

test('a reader that closes standard error changes neither the results nor the status', async () => {
  await inTemporaryFolder(async (folder) => {
    const child = spawn(process.execPath, [
      'dist/cli.js',
      'convert',
      'test/fixtures/formats/cut.caffemodel',
      join(folder, 'out'),
    ]);
    child.stderr.destroy();
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    const [status] = await once(child, 'close');
    assert.match(stdout, 'tensors found');
    assert.is(status, 2);
  });
});

test.run();
