/** The files that the page exports. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { csvOf } from '../../web/page/export/csv.ts';
import { jsonOf } from '../../web/page/export/json.ts';
import type { PhotoRecord } from '../../web/page/export/record.ts';

const scored: PhotoRecord = {
  report: {
    ...{ file: 'a.jpg', width: 640, height: 427, score: -3.5, scores: { hyperiqa: -3.5 }, results: [], failures: [] },
    ...{ crops: [{ top: 24, left: 73, score: -3.5 }], faces: [], model: 'hyperiqa/nano/demo', adapter: 'GPU', ms: 8 },
    warnings: [],
  },
  spread: 0,
};

const failed = (file: string, message: string): PhotoRecord => ({
  report: { file, error: { code: 'IMAGE', message } },
  spread: null,
});

function cellsOf(csv: string, row: number): Readonly<Record<string, string>> {
  const lines = csv.split('\r\n').map((line) => line.split(','));
  return Object.fromEntries(lines[0].map((name, i) => [name, lines[row][i]]));
}

test('a text that a spreadsheet would run as a formula is guarded, and a negative number is not', () => {
  for (const start of ['=', '+', '-', '@', '\t', '\r']) {
    const { file } = cellsOf(csvOf([failed(`${start}cmd.jpg`, '')]).replaceAll('"', ''), 1);
    assert.is(file, `'${start}cmd.jpg`);
  }
  assert.is(cellsOf(csvOf([scored]), 1).score, '-3.5');
});

test('commas, quotes and line breaks stay within their cell', () => {
  const csv = csvOf([failed('a "b", c.jpg', 'one\ntwo')]);
  assert.match(csv, '\r\n"a ""b"", c.jpg",');
  assert.match(csv, ',"one\ntwo",');
});

test('every line has a cell for every column, for scored and failed photos', () => {
  const csv = csvOf([scored, failed('b.jpg', 'broken')]);
  const lengths = new Set(
    csv
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(',').length),
  );
  assert.is(lengths.size, 1);
  assert.is(cellsOf(csv, 1).spread, '0');
  assert.is(cellsOf(csv, 2)['error.code'], 'IMAGE');
  assert.is(cellsOf(csv, 2).score, '');
});

test('warnings are in both exports', () => {
  const warned = { ...scored, report: { ...scored.report, warnings: ['it is damaged', 'it is odd'] } };
  assert.is(cellsOf(csvOf([warned]), 1).warnings, 'it is damaged; it is odd');
  assert.equal(JSON.parse(jsonOf([warned]))[0].warnings, ['it is damaged', 'it is odd']);
});

test('JSON is an array with a line for each photo, and empty without photos', () => {
  const json = jsonOf([scored, failed('b.jpg', 'broken')]);
  assert.is(json.trimEnd().split('\n').length, 4);
  assert.equal(JSON.parse(json)[1], { file: 'b.jpg', error: { code: 'IMAGE', message: 'broken' } });
  assert.equal(JSON.parse(jsonOf([])), []);
});

test.run();
