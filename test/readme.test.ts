/** The README's example of the library, run as it is written by a project that has installed this one. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inTemporaryFolder } from './cli/run.ts';

test('the example of the library runs in a folder that has nothing but the package and two photos', async () => {
  const [, example] = /## As a library\n[\s\S]*?```js\n([\s\S]*?)```/.exec(await readFile('README.md', 'utf8')) ?? [];
  assert.type(example, 'string');
  await inTemporaryFolder(async (folder) => {
    await mkdir(join(folder, 'node_modules'));
    await symlink(process.cwd(), join(folder, 'node_modules', 'hyperiqa-webgpu'), 'dir');
    await copyFile('samples/coffee-blurred.jpg', join(folder, 'photo.jpg'));
    await copyFile('samples/coffee.jpg', join(folder, 'original.jpg'));
    const print = 'console.log(JSON.stringify([value, crops.scores.length, similarity.value]));';
    await writeFile(join(folder, 'example.mjs'), `${example}${print}\n`);
    const { stdout } = await promisify(execFile)(process.execPath, ['example.mjs'], { cwd: folder });
    const [quality, crops, similarity] = JSON.parse(stdout);
    assert.ok(Math.abs(quality - 58.09) < 0.1, `${quality}`);
    assert.is(crops, 10);
    assert.ok(Math.abs(similarity - 0.62307) < 1e-4, `${similarity}`);
  });
});

test.run();
