import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { csvText } from '../../src/platform/csv/csv-text.ts';
import { journalLines } from '../../src/platform/csv/journal.ts';
import { parseTable } from '../../src/platform/csv/parse-table.ts';
import { guarded, unguarded } from '../../src/study/cell-guard.ts';
import { processorSeconds } from '../processor-time.ts';
import { refusal } from '../refusal.ts';

test('a table with a byte-order mark, any line ends, quotes and empty lines is read', async () => {
  const wanted = {
    columns: ['image_name', 'MOS'],
    rows: [
      ['a.jpg', '1'],
      ['b, "c"\n.jpg', '2'],
    ],
  };
  assert.equal(await parseTable('image_name,MOS\na.jpg,1\n"b, ""c""\n.jpg",2\n', 't'), wanted);
  assert.equal(await parseTable('\ufeffimage_name,MOS\r\na.jpg,1\r\n\r\n"b, ""c""\n.jpg",2', 't'), wanted);
  assert.equal(await parseTable('image_name;MOS\na.jpg;1\n"b, ""c""\n.jpg";2', 't'), wanted);
});

test('a table with one column is read', async () => {
  assert.equal(await parseTable('image_name\na.jpg\n', 't'), { columns: ['image_name'], rows: [['a.jpg']] });
});

test('a header of 200,000 columns is read within seconds', async () => {
  const columns = Array.from({ length: 200_000 }, (_, i) => `c${i}`);
  const text = `${columns.join(',')}\n`;
  const seconds = await processorSeconds(async () =>
    assert.is((await parseTable(text, 't')).columns.length, columns.length),
  );
  assert.ok(seconds < 5, `${seconds.toFixed(1)} s`);
});

test('a malformed table is refused with the faulty row', async () => {
  assert.match(await refusal(() => parseTable('', 't.csv')), 't.csv: it is empty');
  assert.match(
    await refusal(() => parseTable('a,b\n1,2\n3\n', 't.csv')),
    't.csv: row 3 has 1 value; the header names 2 columns',
  );
  assert.match(await refusal(() => parseTable('a,b\n1,"2\n', 't.csv')), /^t\.csv: row 2: .*quote/i);
  assert.match(await refusal(() => parseTable('a,b,a\n', 't.csv')), 'two columns are called "a"');
});

test('rows are counted as in a spreadsheet, including empty lines', async () => {
  for (const end of ['\n', '\r\n']) {
    const table = ['a,b', '', '"1', '2",3', '4', ''].join(end);
    assert.match(await refusal(() => parseTable(table, 't.csv')), 't.csv: row 4 has 1 value');
    for (const cell of ['"5"6', '"5']) {
      const broken = ['a,b', '1,2', '', `3,${cell}`, '7,8', ''].join(end);
      assert.match(
        await refusal(() => parseTable(broken, 't.csv')),
        't.csv: row 4: a quote is misplaced or not closed',
      );
    }
  }
});

test('a quote within a cell that does not begin with one is an ordinary character', async () => {
  const { rows } = await parseTable('name,size\na.jpg,5" x 7"\nb.jpg,8"\nc.jpg,9\n', 't');
  assert.equal(rows, [
    ['a.jpg', '5" x 7"'],
    ['b.jpg', '8"'],
    ['c.jpg', '9'],
  ]);
});

test("the delimiter is the one that separates the header's names", async () => {
  for (const delimiter of [',', ';', '\t']) {
    const header = ['name', '"a, b; c\t"', 'MOS'].join(delimiter);
    const { columns, rows } = await parseTable(`\n${header}\n${['a', '', ' 1'].join(delimiter)}\n`, 't');
    assert.equal(columns, ['name', 'a, b; c\t', 'MOS']);
    assert.equal(rows, [['a', '', ' 1']]);
  }
});

test('a table in UTF-16 is refused', async () => {
  const text = Buffer.from('a,b\n1,2\n', 'utf16le').toString();
  assert.match(await refusal(() => parseTable(text, 't.csv')), 't.csv: row 1 has a NUL character; save it as UTF-8');
});

test('a table with misleading quotes takes time proportional to its length', async () => {
  const text = `a,b\nx"y,"z\n${'1,2\n'.repeat(100_000)}`;
  const seconds = await processorSeconds(async () => {
    assert.match(await refusal(() => parseTable(text, 't.csv')), 't.csv: row 2: a quote');
  });
  assert.ok(seconds < 5, `${seconds.toFixed(1)} s`);
});

test('what a spreadsheet would run is written with an apostrophe, and read back without it', () => {
  for (const cell of ['=1+2', '+cmd', '-cmd|x', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '-', '=', '1=']) {
    const isFormula = cell !== '1=';
    assert.is(guarded(cell), isFormula ? `'${cell}` : cell);
  }
  for (const number of ['-5', '+5', '-0.5e-3', '-.5', '5.']) assert.is(guarded(number), number);
});

test('any cell is restored from its guarded form, alone and in a table', async () => {
  const letters = ["'", '=', '5', '\t', ' ', '\ufeff', 'a', '"', '\r', '\n', ',', '|'];
  const pairs = letters.flatMap((a) => letters.map((b) => a + b));
  const cells = [...letters, ...pairs, ...pairs.flatMap((pair) => letters.map((letter) => pair + letter))];
  for (const cell of cells) assert.is(unguarded(guarded(cell)), cell);
  for (const form of ['guarded', 'raw'] as const) {
    const text = await csvText([['name', 'x'], ...cells.map((cell) => [cell, 'x'])], form);
    const { rows } = await parseTable(text, 't', form);
    assert.equal(
      rows.map(([cell]) => cell),
      cells,
    );
    const [, ...lines] = await journalLines(new TextEncoder().encode(text), form);
    const journal = lines.map(({ values }) => values[0]);
    assert.equal(journal, cells);
  }
});

test('cells that a reader could misinterpret are quoted', async () => {
  const rows = [
    ['a b', 'a,b', 'a"b', 'a\nb', 'a\rb', 'a;b', ''],
    [' a', 'a ', ' ', '\t', '\ufeffa', "it's", '-1'],
  ];
  assert.is(await csvText(rows, 'raw'), 'a b,"a,b","a""b","a\nb","a\rb",a;b,\n" a","a "," ","\t","\ufeffa",it\'s,-1\n');
});

test.run();
