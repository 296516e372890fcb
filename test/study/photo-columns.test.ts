import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseTable } from '../../src/platform/csv/parse-table.ts';
import { photoColumns, photosOfRows } from '../../src/study/photo-columns.ts';

const koniq = await parseTable(
  'image_id,brightness,hxw,deep\n10004473376,0.5,768x1024,\n10007357496,,768x1024,-2e3\n',
  'i.csv',
);

test("KonIQ-10k's indicators have numeric columns, and photos named without extension", () => {
  const { names, columns } = photoColumns(koniq, 'i.csv');
  assert.equal(names, ['10004473376', '10007357496']);
  assert.equal(
    [...columns],
    [
      ['brightness', [0.5, Number.NaN]],
      ['deep', [Number.NaN, -2000]],
    ],
  );
  const photos = new Map([
    ['10004473376.jpg', 'a'],
    ['sub/10007357496.jpg', 'b'],
    ['other.jpg', 'c'],
  ]);
  assert.equal(
    [...photosOfRows(photos, names)],
    [
      ['10004473376', 'a'],
      ['10007357496', 'b'],
    ],
  );
});

test('a column of names may be named, and only decimal numbers are numbers', async () => {
  const table = await parseTable('file,score,code\na.jpg,1e1,0x1F\n', 's.csv');
  const { names, columns } = photoColumns(table, 's.csv', 'file');
  assert.equal(names, ['a.jpg']);
  assert.equal([...columns], [['score', [10]]]);
});

test('a table without names of photos is refused with its columns', async () => {
  const table = await parseTable('name,score\na.jpg,1\n', 's.csv');
  assert.throws(
    () => photoColumns(table, 's.csv'),
    (error: { code?: string; message?: string }) =>
      error.code === 'FORMAT' && /s\.csv.*image_name or image_id.*name, score/.test(error.message ?? ''),
  );
});

test.run();
