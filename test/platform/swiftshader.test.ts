import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cacheFolder } from '../../src/platform/cache-folder.ts';
import { openNodeGpu } from '../../src/platform/node-gpu.ts';
import { unpackSwiftShader } from '../../src/platform/swiftshader.ts';

const shipped = process.platform === 'linux' && process.arch === 'x64';

let folder: string;
test.before.each(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hyperiqa-test-'));
  process.env.HYPERIQA_CACHE = folder;
});
test.after.each(async () => {
  delete process.env.HYPERIQA_CACHE;
  await rm(folder, { recursive: true });
});

test('HYPERIQA_CACHE determines the cache folder', () => {
  assert.is(cacheFolder(), folder);
  delete process.env.HYPERIQA_CACHE;
  assert.is(basename(cacheFolder()), 'hyperiqa-webgpu');
});

if (shipped) {
  test('several processes at once unpack one complete driver, and leave nothing else', async () => {
    const all = await Promise.all([unpackSwiftShader(), unpackSwiftShader(), unpackSwiftShader()]);
    assert.is(new Set(all.map((driver) => driver?.manifest)).size, 1);
    assert.is((await readdir(folder)).length, 1);
    const { manifest, loader } = all[0]!;
    const { ICD } = JSON.parse(await readFile(manifest, 'utf8'));
    for (const library of [join(dirname(manifest), ICD.library_path), loader]) {
      assert.is((await readFile(library)).toString('latin1', 1, 4), 'ELF', library);
    }
  });

  test('an unwritable cache folder is reported, with the remedy', async () => {
    process.env.HYPERIQA_CACHE = join(folder, 'file');
    await writeFile(process.env.HYPERIQA_CACHE, '');
    await unpackSwiftShader().then(
      () => assert.unreachable(),
      (error) => {
        assert.is(error.code, 'FILE');
        assert.match(error.message, 'Set HYPERIQA_CACHE');
      },
    );
  });

  test('swiftshader opens by name whatever the system has, says so, and leaves the environment unchanged', async () => {
    const before = { ...process.env };
    const { gpu, notice } = await openNodeGpu({ adapter: 'SwiftShader' });
    assert.equal({ ...process.env }, before);
    assert.is((await gpu.requestAdapter())?.info.architecture, 'swiftshader');
    assert.match(notice ?? '', /SwiftShader.*tools\/software-gpu\.sh/);
    assert.not.match(notice ?? '', '\n');
  });
}

test('a name that no adapter has is refused with the existing names', async () => {
  await openNodeGpu({ adapter: 'nosuchgpu' }).then(
    () => assert.unreachable(),
    (error) => {
      assert.is(error.code, 'NO_ADAPTER');
      assert.match(error.message, /"nosuchgpu".*available are: /);
    },
  );
});

test.run();
