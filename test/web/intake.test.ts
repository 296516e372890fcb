/** Files and folders that are dropped on the page, with mock objects for the browser's entries. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { describeKinds } from '../../src/image/file-kinds.ts';
import { models } from '../../src/models/registry.ts';
import { fromDrop } from '../../web/page/intake.ts';

interface Entry {
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  readonly fullPath: string;
  readonly name: string;
}

type Refuse = (reason: Error) => void;

const fileEntry = (path: string, readable = true) => ({
  ...{ isFile: true, isDirectory: false, fullPath: path, name: path.split('/').at(-1) ?? '' },
  file: (give: (file: File) => void, refuse: Refuse) =>
    readable ? give(new File([], path)) : refuse(new Error('NotReadableError')),
});

/** Returns one child at a time, as browsers may do; `null` children mean a folder that cannot be opened. */
const folderEntry = (path: string, children: readonly Entry[] | null) => ({
  ...{ isFile: false, isDirectory: true, fullPath: path, name: path.split('/').at(-1) ?? '' },
  createReader: () => {
    let next = 0;
    return {
      readEntries: (give: (entries: readonly Entry[]) => void, refuse: Refuse) => {
        if (children === null) return refuse(new Error('NotReadableError'));
        give(children.slice(next, ++next));
      },
    };
  },
});

const transferOf = (...entries: readonly Entry[]) =>
  ({ items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })), files: [] }) as unknown as DataTransfer;

test('a weight file that is dropped individually is not a photo, in every supported format', async () => {
  const names = ['a.pth', 'b.caffemodel', 'c.safetensors', 'd-0000.params', 'e.h5', 'f.npz'];
  const found = await fromDrop(transferOf(...names.map((name) => fileEntry(`/${name}`))));
  assert.equal([found.weights.map(({ name }) => name), found.photos], [names, []]);
});

test("a file with its published name is a weight file, even without an extension: 'CNNIQA-LIVE'", async () => {
  const sources = models.flatMap(({ checkpoints }) => checkpoints.map(({ source }) => source));
  const names = sources.flatMap((source) => (source.kind === 'download' ? source.files.map(({ name }) => name) : []));
  assert.ok(names.includes('CNNIQA-LIVE'));
  const found = await fromDrop(transferOf(...names.map((name) => fileEntry(`/${name}`))));
  assert.equal([found.weights.map(({ name }) => name), found.photos], [names, []]);
});

test('a dropped folder is searched recursively, in order of names', async () => {
  const deep = folderEntry('/trip/day', [fileEntry('/trip/day/10.jpg'), fileEntry('/trip/day/9.jpg')]);
  const found = await fromDrop(
    transferOf(folderEntry('/trip', [fileEntry('/trip/x.png'), deep, fileEntry('/trip/a.txt')])),
  );
  assert.equal(
    found.photos.map(({ name }) => name),
    ['trip/day/9.jpg', 'trip/day/10.jpg', 'trip/x.png'],
  );
  assert.is(found.leftOut, 1);
  assert.equal(found.unread, []);
});

test('unsupported pictures in a folder are counted', async () => {
  const trip = folderEntry(
    '/trip',
    ['a.jpg', 'b.HEIC', 'c.heic', 'd.nef', 'e.txt'].map((name) => fileEntry(`/trip/${name}`)),
  );
  const found = await fromDrop(transferOf(trip, fileEntry('/meant.heic')));
  assert.equal(
    found.photos.map(({ name }) => name),
    ['trip/a.jpg', 'meant.heic'],
  );
  assert.is(found.leftOut, 4);
  assert.is(describeKinds(found.passedOver), '2 HEIC files and 1 camera raw file');
});

test('what cannot be read is named, and the rest is taken', async () => {
  const trip = folderEntry('/trip', [folderEntry('/trip/closed', null), fileEntry('/trip/a.jpg')]);
  const found = await fromDrop(transferOf(fileEntry('/gone.jpg', false), trip));
  assert.equal(
    found.photos.map(({ name }) => name),
    ['trip/a.jpg'],
  );
  assert.equal([...found.unread].sort(), ['gone.jpg', 'trip/closed']);
});

test.run();
