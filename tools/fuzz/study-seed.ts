/** A study's folder as one sequence of bytes: run.json, scores.csv and skipped.csv, each after a mark with its name. */

import { csvText } from '../../src/platform/csv/csv-text.ts';
import { resultColumns, rowCells } from '../../src/study/row.ts';
import { formatRecord, type RunRecord } from '../../src/study/run-record.ts';
import { skippedCells, skippedColumns } from '../../src/study/skipped.ts';
import type { Dialect } from './dialect.ts';
import { json, lines } from './formats/text.ts';
import { bytesPart, group } from './parts.ts';

export const studyNames: readonly string[] = Array.from({ length: 12 }, (_, i) =>
  i % 4 === 3 ? `folder/photo, "${i}" \u00e9.jpg` : `photo-${String(i).padStart(2, '0')}.jpg`,
).sort();

export const studyRecord: RunRecord = {
  version: '0.1.0',
  metric: 'hyperiqa',
  model: 'synthetic',
  weightsSha256: null,
  ...{ faceMetric: null, faceModel: null, faceMetricSha256: null },
  faceWeightsSha256: null,
  detectorTiles: false,
  protocol: 'demo',
  crops: 10,
  seed: 0,
  faces: 'one',
  minConfidence: 0.5,
  maxMegapixels: 200,
  autoOrient: false,
  adapter: 'none',
  photos: studyNames.length,
  photosSha256: '00',
  scoresSha256: '11',
  nameColumn: 'image_name',
  scoreColumn: 'MOS_zscore',
  indicatorsSha256: null,
  carriedColumns: ['brightness'],
  commonReference: null,
  referenceColumn: null,
  furtherMetrics: [],
  wordsOf: [],
  excludeSha256: null,
  rowsWithoutPhoto: 0,
  rawCsv: false,
  shard: '1/1',
};

export interface StudyLine {
  readonly table: 'scores' | 'skipped';
  readonly text: string;
}

/** The line that a run writes for each of `studyNames`. */
export const studyLines: readonly StudyLine[] = await Promise.all(
  studyNames.map(async (imageName, i): Promise<StudyLine> => {
    if (i % 5 === 1) {
      const skipped = { imageName, reason: 'failed', detail: 'IMAGE: "x", y' } as const;
      return { table: 'skipped', text: await csvText([skippedCells(skipped)], 'guarded') };
    }
    const face = { score: 40.5 + i, cropSd: 1 / 3, confidence: 0.987, box: [1, 2, 30, 40] as const };
    const row = {
      imageName,
      givenScore: i / 7,
      photoScore: 50 + i,
      photoCropSd: 0.25,
      face,
      faces: 1,
      width: 64,
      height: 48,
    };
    return { table: 'scores', text: await csvText([rowCells({ ...row, carried: [`${i}`] })], 'guarded') };
  }),
);

export const studyHeads = {
  scores: await csvText([resultColumns(studyRecord)], 'guarded'),
  skipped: await csvText([skippedColumns], 'guarded'),
} as const;

export const studyFileNames = ['run.json', 'scores.csv', 'skipped.csv'] as const;
const mark = (name: string) => `\0${name}\0`;

/** The folder's bytes after the first `done` photos. */
export function studySeed(done: number): Uint8Array {
  const tableOf = (table: StudyLine['table']) =>
    studyHeads[table] +
    studyLines
      .slice(0, done)
      .filter((line) => line.table === table)
      .map(({ text }) => text)
      .join('');
  const contents = [formatRecord(studyRecord), tableOf('scores'), tableOf('skipped')];
  return Buffer.from(studyFileNames.map((name, i) => mark(name) + contents[i]!).join(''));
}

/** The files in a folder's bytes. A file whose mark is damaged is missing. */
export function studyFilesIn(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const text = Buffer.from(bytes).toString('latin1');
  const found = [...text.matchAll(new RegExp(studyFileNames.map(mark).join('|').replaceAll('.', '\\.'), 'g'))];
  return new Map(
    found.map((match, i) => [
      match[0].slice(1, -1),
      bytes.subarray(match.index + match[0].length, found[i + 1]?.index ?? bytes.length),
    ]),
  );
}

export const study: Dialect = {
  parse(bytes) {
    const files = [...studyFilesIn(bytes)].map(([name, content]) =>
      group('file', [bytesPart('mark', Buffer.from(mark(name))), (name === 'run.json' ? json : lines).parse(content)]),
    );
    return group('study', files);
  },
};
