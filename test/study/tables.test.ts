import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { csvText } from '../../src/platform/csv/csv-text.ts';
import { journalLines } from '../../src/platform/csv/journal.ts';
import { parseTable } from '../../src/platform/csv/parse-table.ts';
import { indicatorsByName, nameLookup, scoresByName } from '../../src/study/join.ts';
import { parseHeader, parseRow, type ResultRow, resultColumns, rowCells } from '../../src/study/row.ts';
import { refusal } from '../refusal.ts';

test('scores are found by name in composed form, and a cell without a number is a gap', async () => {
  const table = await parseTable('image_name,MOS\ncafe\u0301.jpg,3.5\nb.jpg,\nc.jpg,n/a\n', 't');
  const scores = scoresByName(table, 'image_name', 'MOS', 't');
  assert.equal(
    [...scores],
    [
      ['caf\u00e9.jpg', 3.5],
      ['b.jpg', null],
      ['c.jpg', null],
    ],
  );
});

test('a missing column is refused with the existing ones, and two rows of one photo with its name', async () => {
  const table = await parseTable('image_name,MOS\na.jpg,1\na.jpg,2\n', 't.csv');
  assert.match(
    await refusal(() => scoresByName(table, 'image_name', 'MOS_zscore', 't.csv')),
    't.csv: there is no column MOS_zscore; its columns are image_name, MOS. Name one with --score-column.',
  );
  assert.match(
    await refusal(() => scoresByName(table, 'image_name', 'MOS', 't.csv')),
    't.csv: there are two rows for a.jpg',
  );
});

test("KonIQ-10k's indicators are found by image_id", async () => {
  const table = await parseTable('image_id,brightness,contrast\n12,0.5,0.1\n', 't');
  const { columns, values } = indicatorsByName(table, 'image_name', 't');
  assert.equal(columns, ['brightness', 'contrast']);
  assert.equal(values.get('12'), ['0.5', '0.1']);
});

test('a photo is looked up by path, by file name and without extension, but not by a name that two photos share', () => {
  const find = nameLookup(['a/1.jpg', 'b/1.jpg', 'b/2.jpg', '3.jpg', 'c/3.png']);
  const among =
    (...keys: string[]) =>
    (key: string) =>
      keys.includes(key);
  assert.is(find('a/1.jpg', among('a/1.jpg')), 'a/1.jpg');
  assert.is(find('a/1.jpg', among('1.jpg')), undefined);
  assert.is(find('b/2.jpg', among('2', '2.jpg')), '2.jpg');
  assert.is(find('b/2.jpg', among('2')), '2');
  assert.is(find('c/3.png', among('3')), undefined);
  assert.is(find('c/3.png', among('3.png')), '3.png');
});

const row: ResultRow = {
  imageName: '=größe, "写真".jpg',
  givenScore: 61.300000000000004,
  photoScore: 1e-7,
  photoCropSd: 0.1 + 0.2,
  face: { score: 5e-324, cropSd: null, confidence: 0.9999999403953552, box: [0, 1 / 3, 2e21, 350.5] },
  faces: 1,
  width: 512,
  height: 384,
  carried: ['1,5', "'-x"],
};

for (const form of ['guarded', 'raw'] as const) {
  test(`a row reads back bit for bit, ${form}`, async () => {
    const schema = { scoreColumn: '=MOS', carriedColumns: ['brightness', '-note'] };
    const rows = [resultColumns(schema), rowCells(row), rowCells({ ...row, face: null, faces: null })];
    const text = await csvText(rows, form);
    const [head, first, second] = await journalLines(new TextEncoder().encode(text), form);
    assert.equal(parseHeader(head!.values, 't'), schema);
    assert.equal(parseRow(first!.values, 't'), row);
    assert.equal(parseRow(second!.values, 't'), { ...row, face: null, faces: null });
  });
}

test('an indicator with the name of a column of results is refused', async () => {
  const schema = { scoreColumn: 'MOS_zscore', carriedColumns: ['width'] };
  assert.match(await refusal(() => resultColumns(schema)), 'two columns called "width"');
});

test('a row of results without a score, or with a word instead of a number, is refused with its name', async () => {
  const values = rowCells(row);
  assert.match(await refusal(() => parseRow(values.with(2, ''), 't.csv')), /t\.csv: the row of =größe.* lacks a score/);
  assert.match(await refusal(() => parseRow(values.with(2, 'high'), 't.csv')), 'is not a number');
});

test.run();
