import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';
import { decodePhoto } from '../../src/platform/decode.ts';
import { findPhotos } from '../../src/platform/photo-files.ts';
import { writePng } from '../../src/platform/png.ts';
import { formula, sha256 } from './fixture.ts';

const test = suite<{ folder: string }>('files', { folder: '' });

test.before.each(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'hyperiqa-files-'));
});

test.after.each(async ({ folder }) => {
  await rm(folder, { recursive: true });
});

async function refusedFile(action: Promise<unknown>, words: RegExp): Promise<void> {
  try {
    await action;
  } catch (error) {
    assert.instance(error, HyperIqaError);
    assert.is((error as HyperIqaError).code, 'FILE');
    assert.match((error as HyperIqaError).message, words);
    return;
  }
  assert.unreachable('no error');
}

test('a PNG holds the very pixels, in a folder made for it, and leaves nothing else behind', async ({ folder }) => {
  const photo = formula(37, 23);
  const path = join(folder, 'new', 'folder', 'photo.png');
  await writePng(path, photo);
  const read = await decodePhoto(path);
  assert.equal([read.width, read.height], [37, 23]);
  assert.is(sha256(read.data), sha256(photo.data));
  assert.equal(await readdir(join(folder, 'new', 'folder')), ['photo.png']);
});

test('a PNG that cannot be written is an error that names it, and leaves nothing behind', async ({ folder }) => {
  const path = join(folder, 'taken.png');
  await mkdir(path);
  await writeFile(join(path, 'inside'), '');
  await refusedFile(writePng(path, formula(3, 3)), /taken\.png: cannot be written: it is a folder/);
  assert.equal(await readdir(folder), ['taken.png']);
});

test('a PNG in a folder that cannot be made is an error that names the folder', async ({ folder }) => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  await refusedFile(writePng(join(file, 'photo.png'), formula(3, 3)), /file: the folder cannot be made/);
  // There Node's own recursive mkdir never ends.
  if (process.platform === 'linux') {
    await refusedFile(writePng('/proc/new/photo.png', formula(3, 3)), /new: the folder cannot be made/);
  }
});

test('a folder stands for the photos in it and below, sorted, whatever the case of their extension', async ({
  folder,
}) => {
  await mkdir(join(folder, 'm', 'deep'), { recursive: true });
  for (const name of ['z.png', 'a.JPG', 'notes.txt', 'm/b.webp', 'm/deep/c.tiff', 'm/deep/c.md', 'noextension']) {
    await writeFile(join(folder, name), 'x');
  }
  const found = (await findPhotos([folder])).map((path) => path.slice(folder.length + 1));
  assert.equal(found, ['a.JPG', join('m', 'b.webp'), join('m', 'deep', 'c.tiff'), 'z.png']);
});

test('a file stands for itself whatever its name, in the order given', async ({ folder }) => {
  const paths = ['b.jpg', 'a', 'notes.txt'].map((name) => join(folder, name));
  for (const path of paths) await writeFile(path, 'x');
  assert.equal(await findPhotos(paths), paths);
});

test('a missing path and a folder without photos are errors that name them', async ({ folder }) => {
  await refusedFile(findPhotos([join(folder, 'nowhere')]), /nowhere cannot be read/);
  await writeFile(join(folder, 'notes.txt'), 'x');
  await refusedFile(findPhotos([folder]), /holds no photo \(looked for \.jpg/);
});

test.run();
