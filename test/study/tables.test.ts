import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';
import { guarded, unguarded } from '../../src/study/cell-guard.ts';
import { csvLine, parseTable } from '../../src/study/csv.ts';
import { indicatorsByName, nameLookup, scoresByName } from '../../src/study/join.ts';
import { journalLines, journalState } from '../../src/study/journal.ts';
import { formatRow, parseHeader, parseRow, type ResultRow, resultColumns } from '../../src/study/row.ts';
import { processorSeconds } from '../processor-time.ts';

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof HyperIqaError) return error.message;
    throw error;
  }
  return 'no error';
}

test('a table is read with a byte-order mark, any line ends, quotes and empty lines', () => {
  const wanted = {
    columns: ['image_name', 'MOS'],
    rows: [
      ['a.jpg', '1'],
      ['b, "c"\n.jpg', '2'],
    ],
  };
  assert.equal(parseTable('image_name,MOS\na.jpg,1\n"b, ""c""\n.jpg",2\n', 't'), wanted);
  assert.equal(parseTable('\ufeffimage_name,MOS\r\na.jpg,1\r\n\r\n"b, ""c""\n.jpg",2', 't'), wanted);
  assert.equal(parseTable('image_name;MOS\na.jpg;1\n"b, ""c""\n.jpg";2', 't'), wanted);
});

test('a table of one column is read', () => {
  assert.equal(parseTable('image_name\na.jpg\n', 't'), { columns: ['image_name'], rows: [['a.jpg']] });
});

test('a header of 200,000 columns is read in a few seconds', async () => {
  const columns = Array.from({ length: 200_000 }, (_, i) => `c${i}`);
  const text = `${columns.join(',')}\n`;
  const seconds = await processorSeconds(() => assert.is(parseTable(text, 't').columns.length, columns.length));
  assert.ok(seconds < 5, `${seconds.toFixed(1)} s`);
});

test('a table that is none is refused with the row at fault', () => {
  assert.match(
    refusal(() => parseTable('', 't.csv')),
    't.csv: it is empty',
  );
  assert.match(
    refusal(() => parseTable('a,b\n1,2\n3\n', 't.csv')),
    't.csv: row 3 has 1 values; the header names 2 columns',
  );
  assert.match(
    refusal(() => parseTable('a,b\n1,"2\n', 't.csv')),
    /^t\.csv: row 2: .*quote/i,
  );
  assert.match(
    refusal(() => parseTable('a,b,a\n', 't.csv')),
    'two columns are called "a"',
  );
});

test('scores are found by name in the composed form; a cell without a number is a gap', () => {
  const table = parseTable('image_name,MOS\ncafe\u0301.jpg,3.5\nb.jpg,\nc.jpg,n/a\n', 't');
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

test('a missing column is refused with those that are there, and two rows of one photo with its name', () => {
  const table = parseTable('image_name,MOS\na.jpg,1\na.jpg,2\n', 't.csv');
  assert.match(
    refusal(() => scoresByName(table, 'image_name', 'MOS_zscore', 't.csv')),
    't.csv: there is no column MOS_zscore; its columns are image_name, MOS',
  );
  assert.match(
    refusal(() => scoresByName(table, 'image_name', 'MOS', 't.csv')),
    't.csv: two rows are of a.jpg',
  );
});

test("KonIQ-10k's indicators are found by image_id", () => {
  const table = parseTable('image_id,brightness,contrast\n12,0.5,0.1\n', 't');
  const { columns, values } = indicatorsByName(table, 'image_name', 't');
  assert.equal(columns, ['brightness', 'contrast']);
  assert.equal(values.get('12'), ['0.5', '0.1']);
});

test('a photo is looked up by path, by file name, without extension; not by a name that two photos share', () => {
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
  test(`a row reads back bit for bit, ${form}`, () => {
    const schema = { scoreColumn: '=MOS', carriedColumns: ['brightness', '-note'] };
    const text =
      csvLine(resultColumns(schema), form) +
      formatRow(row, form) +
      formatRow({ ...row, face: null, faces: null }, form);
    const [head, first, second] = [...journalLines(new TextEncoder().encode(text), form)];
    assert.equal(parseHeader(head!.values, 't'), schema);
    assert.equal(parseRow(first!.values, 't'), row);
    assert.equal(parseRow(second!.values, 't'), { ...row, face: null, faces: null });
  });
}

test('what a spreadsheet would run is written with an apostrophe, and read without', () => {
  for (const cell of ['=1+2', '+cmd', '-cmd|x', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '-', '=', '1=']) {
    const isFormula = cell !== '1=';
    assert.is(guarded(cell), isFormula ? `'${cell}` : cell);
  }
  for (const number of ['-5', '+5', '-0.5e-3', '-.5', '5.']) assert.is(guarded(number), number);
});

test('any cell comes back from its guarded form, alone and in a table', () => {
  const letters = ["'", '=', '-', '5', '\t', 'a', '"', '\n', ','];
  const cells = letters.flatMap((a) => letters.flatMap((b) => letters.flatMap((c) => [a + b + c, a + b, a])));
  for (const cell of cells) assert.is(unguarded(guarded(cell)), cell);
  for (const form of ['guarded', 'raw'] as const) {
    const text = csvLine(['name', 'x'], form) + cells.map((cell) => csvLine([cell, 'x'], form)).join('');
    const read = parseTable(text, 't', form).rows.map(([cell]) => cell);
    assert.equal(read, cells);
    const journal = [...journalLines(new TextEncoder().encode(text), form)].slice(1).map(({ values }) => values[0]);
    assert.equal(journal, cells);
  }
});

test('an indicator with the name of a column of results is refused', () => {
  const schema = { scoreColumn: 'MOS_zscore', carriedColumns: ['width'] };
  assert.match(
    refusal(() => resultColumns(schema)),
    'two columns called "width"',
  );
});

test('a row of results without a score, or with a word for a number, is refused with its name', () => {
  const { values } = [...journalLines(new TextEncoder().encode(formatRow(row, 'guarded')), 'guarded')][0]!;
  assert.match(
    refusal(() => parseRow(values.with(2, ''), 't.csv')),
    /t\.csv: the row of =größe.* lacks a score/,
  );
  assert.match(
    refusal(() => parseRow(values.with(2, 'high'), 't.csv')),
    'should be a number',
  );
});

const columns = { scores: ['name', 'score'], skipped: ['name', 'why'] };
const scores = 'name,score\na,1\n"c\n""",3\n';
const skipped = 'name,why\nb,none\nd,none\n';
const names = ['a', 'b', 'c\n"', 'd', 'e'];

function state(first: string, second: string) {
  const table = (name: 'scores' | 'skipped', text: string) => {
    return { name, bytes: new TextEncoder().encode(text), columns: columns[name] };
  };
  return journalState(names, [table('scores', first), table('skipped', second)], 'guarded');
}

test('a journal cut off at any byte goes on after the last photo that is wholly recorded', () => {
  // When each line was written, in order: a and c are scores, b and d are skipped.
  const ends = { a: 15, c: scores.length, b: 16, d: skipped.length };
  for (let cut = 0; cut <= scores.length; cut++) {
    const done = cut < ends.a ? 0 : cut < ends.c ? 2 : 4;
    const keepScores = cut < 11 ? 0 : cut < ends.a ? 11 : cut < ends.c ? ends.a : ends.c;
    const keepSkipped = done === 0 ? 9 : done === 2 ? ends.b : ends.d;
    assert.equal(state(scores.slice(0, cut), skipped), { done, keep: [keepScores, keepSkipped] }, `cut at ${cut}`);
  }
});

test('a journal of nothing begins anew', () => {
  assert.equal(state('', ''), { done: 0, keep: [0, 0] });
});

test('a journal with other columns is refused', () => {
  assert.match(
    refusal(() => state('name,mark\na,1\n', '')),
    'scores: its columns are name, mark; name, score were expected',
  );
});

test.run();
