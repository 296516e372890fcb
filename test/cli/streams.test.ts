import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
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

if (existsSync('/dev/full')) {
  test('a full disk at standard output is one message and status 2', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, ['dist/cli.js', 'models'], { stdio: ['ignore', full, 'pipe'] });
    let stderr = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const [status] = await once(child, 'close');
    closeSync(full);
    assert.match(stderr, /^hyperiqa: Standard output cannot be written: no space left on device \(ENOSPC\)\.\n$/);
    assert.is(status, 2);
  });
}

test.run();
