import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';
import { pathOfBytes, systemPath, tableName } from '../../src/platform/byte-path.ts';
import { decodePhoto } from '../../src/platform/decode.ts';
import { findPhotos, type Unreadable } from '../../src/platform/photo-files.ts';
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

async function photosIn(folder: string): Promise<readonly string[]> {
  return (await findPhotos([folder])).found.filter((each) => typeof each === 'string');
}

function failureOf(found: string | Unreadable | undefined): HyperIqaError {
  assert.ok(typeof found === 'object');
  assert.is((found as Unreadable).error.code, 'FILE');
  return (found as Unreadable).error;
}

test('a PNG holds the exact pixels, in a newly created folder, and nothing else is left', async ({ folder }) => {
  const photo = formula(37, 23);
  const path = join(folder, 'new', 'folder', 'photo.png');
  await writePng(path, photo);
  const read = await decodePhoto(path);
  assert.equal([read.width, read.height], [37, 23]);
  assert.is(sha256(read.data), sha256(photo.data));
  assert.equal(await readdir(join(folder, 'new', 'folder')), ['photo.png']);
});

test('a PNG that cannot be written is an error with its name, and nothing is left', async ({ folder }) => {
  const path = join(folder, 'taken.png');
  await mkdir(path);
  await writeFile(join(path, 'inside'), '');
  await refusedFile(writePng(path, formula(3, 3)), /taken\.png: cannot be written: it is a folder/);
  assert.equal(await readdir(folder), ['taken.png']);
});

test('a PNG in a folder that cannot be created is an error that names the folder', async ({ folder }) => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  await refusedFile(writePng(join(file, 'photo.png'), formula(3, 3)), /file: the folder cannot be created/);
  // Node's own recursive mkdir never ends in /proc.
  if (process.platform === 'linux') {
    await refusedFile(writePng('/proc/new/photo.png', formula(3, 3)), /new: the folder cannot be created/);
  }
});

test('a folder stands for the photos in it and its subfolders, sorted, whatever the case of their extensions', async ({
  folder,
}) => {
  await mkdir(join(folder, 'm', 'deep'), { recursive: true });
  for (const name of ['z.png', 'a.JPG', 'notes.txt', 'm/b.webp', 'm/deep/c.tiff', 'm/deep/c.md', 'noextension']) {
    await writeFile(join(folder, name), 'x');
  }
  const found = (await photosIn(folder)).map((path) => path.slice(folder.length + 1));
  assert.equal(found, ['a.JPG', join('m', 'b.webp'), join('m', 'deep', 'c.tiff'), 'z.png']);
});

test('a file is taken whatever its name, in the order given', async ({ folder }) => {
  const paths = ['b.jpg', 'a', 'notes.txt'].map((name) => join(folder, name));
  for (const path of paths) await writeFile(path, 'x');
  assert.equal((await findPhotos(paths)).found, paths);
});

test('a folder without photos is a failure with its name, and the other paths are searched', async ({ folder }) => {
  await mkdir(join(folder, 'empty'));
  await writeFile(join(folder, 'empty', 'notes.txt'), 'x');
  await writeFile(join(folder, 'a.jpg'), 'x');
  const { found } = await findPhotos([join(folder, 'empty'), join(folder, 'a.jpg')]);
  assert.match(failureOf(found[0]).message, /empty holds no photo \(looked for \.jpg/);
  assert.is(found[1], join(folder, 'a.jpg'));
});

test('where a folder holds photos only below the depth of the search, its failure says how to name the subfolders', async ({
  folder,
}) => {
  await mkdir(join(folder, 'takes', 'a', 'b'), { recursive: true });
  await mkdir(join(folder, 'takes', 'c'));
  for (const name of ['takes/a/b/1.jpg', 'takes/c/1.jpg']) await writeFile(join(folder, name), 'x');
  const messageAt = async (path: string, depth: number) => {
    const { found } = await findPhotos([join(folder, path)], { depth });
    return failureOf(found[0]).message;
  };
  const takes = join(folder, 'takes');
  assert.match(await messageAt('takes', 1), `2 subfolders were not searched: name them (${join(takes, '*/')}).`);
  await rm(join(takes, 'c'), { recursive: true });
  assert.match(await messageAt('takes', 2), `1 subfolder was not searched: name it (${join(takes, '*/*/')}).`);
});

test('an unreadable folder is a failure of its own, between the photos around it', async ({ folder }) => {
  const locked = join(folder, 'locked');
  await mkdir(locked);
  for (const name of ['a.jpg', 'locked/b.jpg', 'm.jpg']) await writeFile(join(folder, name), 'x');
  await chmod(folder, 0o755);
  await chmod(locked, 0o000);
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    const { found } = await findPhotos([folder]);
    assert.equal([found[0], found[2], found.length], [join(folder, 'a.jpg'), join(folder, 'm.jpg'), 3]);
    assert.match(failureOf(found[1]).message, /The folder .*locked cannot be read: permission denied \(EACCES\)/);
  } finally {
    if (isRoot) process.seteuid?.(0);
    await chmod(locked, 0o755);
  }
});

test('unsupported pictures and linked folders are reported with their number', async ({ folder }) => {
  await mkdir(join(folder, 'deep'));
  const names = ['a.jpg', 'b.heic', 'deep/c.HEIC', 'd.cr2', 'notes.txt', '.heic2', 'heic'];
  for (const name of names) await writeFile(join(folder, name), 'x');
  await symlink(join(folder, 'deep'), join(folder, 'link'));
  await symlink(join(folder, 'notes.txt'), join(folder, 'other'));
  const { found, notices } = await findPhotos([folder]);
  assert.equal(found, [join(folder, 'a.jpg')]);
  assert.equal(notices, [
    `2 HEIC files and 1 camera raw file in ${folder} were skipped, in formats that are not read: convert them to JPEG or PNG.`,
    `1 linked folder in ${folder} was not followed: name it to score what it leads to.`,
  ]);
});

test('a name that is not UTF-8 is found, and opened by its bytes', async ({ folder }) => {
  if (process.platform !== 'linux') return;
  const bytes = Buffer.from('caf\xe9 \xff\xfe \xf0\x9f\x98\x80.png', 'latin1');
  await writePng(join(folder, 'a.png'), formula(3, 4));
  await rename(join(folder, 'a.png'), Buffer.concat([Buffer.from(`${folder}/`), bytes]));
  const [path] = await photosIn(folder);
  assert.is(path, join(folder, 'caf\udce9 \udcff\udcfe 😀.png'));
  assert.equal(systemPath(path!), Buffer.concat([Buffer.from(`${folder}/`), bytes]));
  assert.is((await decodePhoto(path!)).height, 4);
  assert.is(tableName(basename(path!)), 'caf\\xe9 \\xff\\xfe 😀.png');
});

test('any bytes survive the conversion to a string and back', () => {
  for (let first = 0; first < 256; first++) {
    for (const rest of [[], [0x80], [0xbf, 0x41], [0x41], [0xa0, 0x80], [0x90, 0x80, 0x80], [0xed, 0xb2, 0x80]]) {
      const bytes = Buffer.from([0x61, first, ...rest]);
      assert.equal(Buffer.from(systemPath(pathOfBytes(bytes))), bytes);
    }
  }
});

test('anything but a file is refused at once with its kind', async ({ folder }) => {
  const pipe = join(folder, 'pipe.jpg');
  execFileSync('mkfifo', [pipe]);
  const listener = createServer().listen(join(folder, 'socket.jpg'));
  await once(listener, 'listening');
  await symlink('gone.jpg', join(folder, 'broken.jpg'));
  await symlink('loop.jpg', join(folder, 'loop.jpg'));
  await symlink('pipe.jpg', join(folder, 'to-pipe.jpg'));
  await mkdir(join(folder, 'folder.jpg'));
  try {
    for (const [name, why] of [
      ['pipe.jpg', /pipe\.jpg cannot be read: it is a named pipe/],
      ['socket.jpg', /socket\.jpg cannot be read: it is a socket/],
      ['to-pipe.jpg', /to-pipe\.jpg cannot be read: it is a named pipe/],
      ['folder.jpg', /folder\.jpg cannot be read: it is a folder/],
      ['broken.jpg', /broken\.jpg cannot be read: it is a link to gone\.jpg, which is not there/],
      ['loop.jpg', /loop\.jpg cannot be read: too many symbolic links/],
      ['gone.jpg', /gone\.jpg cannot be read: there is no such file/],
    ] as const) {
      await refusedFile(decodePhoto(join(folder, name)), why);
    }
    await refusedFile(decodePhoto('/dev/zero'), /\/dev\/zero cannot be read: it is a device/);
  } finally {
    listener.close();
  }
});

test.run();
