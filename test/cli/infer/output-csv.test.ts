import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { csvHeader, csvRow } from '../../../src/cli/infer/output-csv.ts';
import { csvText } from '../../../src/platform/csv/csv-text.ts';
import { parseTable } from '../../../src/platform/csv/parse-table.ts';
import { failed, scored } from './reports.ts';

const columns = { metrics: ['hyperiqa', 'brisque'], wordsOf: ['brisque'], faceMetrics: ['hyperiqa'], hasRules: true };

test('every row has a value for each column, for scored and failed photos', async () => {
  const face = {
    confidence: 0.9,
    box: [1, 2, 3, 4] as const,
    score: 40,
    scores: { hyperiqa: 40 },
    results: [],
    brightness: 120,
    contrast: 50,
    sharpness: 300,
  };
  const verdict = { found: 1, message: '' };
  const requirements = [
    { ...verdict, rule: 'face-count=1', isMet: true },
    { ...verdict, rule: 'width>=9px', isMet: false },
    { ...verdict, rule: 'height>=9px', isMet: false },
  ];
  const failure = { metric: 'brisque', face: null, code: 'LIMIT', message: 'too large.' } as const;
  const photo = scored('=a "b".jpg', 50.5, {
    faces: [face],
    failures: [failure],
    warnings: ['one', 'two'],
    requirements,
    results: [
      { metric: 'brisque', checkpoint: '', score: 9, better: 'lower', range: [0, 100], words: 'noisy, strong' },
    ],
  });
  const lines = [csvHeader(columns), csvRow(photo, columns), csvRow(failed('x.jpg'), columns)];
  const text = await csvText(lines, 'guarded');
  const { columns: names, rows } = await parseTable(text, 'out.csv');
  const cells = rows.map((row) =>
    Object.fromEntries(row.map((cell, i) => [names[i]!, cell]).filter(([, cell]) => cell)),
  );
  assert.equal(cells[0], {
    ...{ file: '=a "b".jpg', width: '6', height: '4', hyperiqa: '50.5', faces: '1', face_confidence: '0.9' },
    brisque_words: 'noisy, strong',
    ...{ face_left: '1', face_top: '2', face_right: '3', face_bottom: '4', face_hyperiqa: '40' },
    broken_rules: 'width>=9px height>=9px',
    ...{ warnings: 'one; two', error: 'LIMIT: too large.' },
  });
  assert.equal(cells[1], { file: 'x.jpg', error: 'IMAGE: x.jpg is empty.' });
  assert.match(text, `"'=a ""b"".jpg"`);
  assert.match(await csvText(lines, 'raw'), `"=a ""b"".jpg"`);
});

test.run();
