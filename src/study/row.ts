/** One line of scores.csv: the results of a photo that was selected and scored. */
import { HyperIqaError } from '../errors.ts';
import type { Box } from '../image/crop.ts';
import { firstRepeated, type Table } from './table.ts';

/** The face that represents the photo. */
export interface FaceResult {
  readonly score: number;
  /** As `ResultRow.photoCropSd`. */
  readonly cropSd: number | null;
  /** The detector's, 0..1. */
  readonly confidence: number;
  /** Left, top, right, bottom in pixels of the photo as stored. */
  readonly box: Box;
}

export interface ResultRow {
  /** Relative to the folder of photos, with `/` between folders, in Unicode's composed form (NFC). */
  readonly imageName: string;
  /** The score that people gave the photo: MOS_zscore, or the column that was chosen. */
  readonly givenScore: number;
  /** The metric's score of the whole photo. */
  readonly photoScore: number;
  /** Sample standard deviation of the crops' scores; null for fewer than two crops. */
  readonly photoCropSd: number | null;
  /** null when faces were not searched for. */
  readonly face: FaceResult | null;
  /** The number of faces found; null when they were not searched for. */
  readonly faces: number | null;
  readonly width: number;
  readonly height: number;
  /** The values of further metrics and words, then of the columns carried through, in order. */
  readonly carried: readonly string[];
}

/** The column names of a table of results that differ from run to run. */
export interface RowSchema {
  /** MOS_zscore, or the column that was chosen. */
  readonly scoreColumn: string;
  /** The columns of further metrics and words, then those carried through from the indicators. */
  readonly carriedColumns: readonly string[];
}

const ownColumns = [
  'image_predict_score',
  'image_crop_sd',
  'face_predict_score',
  'face_crop_sd',
  'confidence',
  'left',
  'top',
  'right',
  'bottom',
  'faces',
  'width',
  'height',
] as const;

/**
 * The header of scores.csv: image_name, the given score's column, our own, then the carried columns.
 * @throws HyperIqaError FORMAT when two would have the same name.
 */
export function resultColumns({ scoreColumn, carriedColumns }: RowSchema): readonly string[] {
  const columns = ['image_name', scoreColumn, ...ownColumns, ...carriedColumns];
  const repeated = firstRepeated(columns);
  if (repeated === undefined) return columns;
  throw new HyperIqaError(
    'FORMAT',
    `The results would have two columns called ${JSON.stringify(repeated)}: rename that column of the scores or the indicators.`,
  );
}

/** The cells of a line of scores.csv. Numbers are read back bit for bit; missing values are empty. */
export function rowCells(row: ResultRow): readonly string[] {
  const { face } = row;
  const numbers = [
    row.givenScore,
    row.photoScore,
    row.photoCropSd,
    face?.score,
    face?.cropSd,
    face?.confidence,
    ...(face?.box ?? [null, null, null, null]),
    row.faces,
    row.width,
    row.height,
  ];
  const texts = numbers.map((value) => (value == null ? '' : String(value)));
  return [row.imageName, ...texts, ...row.carried];
}

/**
 * The rows of a scores.csv that `parseTable` read.
 * @param name of the file, for messages.
 * @throws HyperIqaError FORMAT when it is not a table of results.
 */
export function parseRows(
  { columns, rows }: Table,
  name: string,
): { readonly schema: RowSchema; readonly rows: ResultRow[] } {
  const schema = parseHeader(columns, name);
  return { schema, rows: rows.map((values) => parseRow(values, name)) };
}

/** @throws HyperIqaError FORMAT when it is not the header of a scores.csv. */
export function parseHeader(columns: readonly string[], name: string): RowSchema {
  const [first, scoreColumn, ...rest] = columns;
  if (first !== 'image_name' || scoreColumn === undefined || ownColumns.some((column, i) => rest[i] !== column)) {
    throw new HyperIqaError(
      'FORMAT',
      `${name}: it is not a table of results: its columns should be image_name, a given score, ${ownColumns.join(', ')}.`,
    );
  }
  return { scoreColumn, carriedColumns: rest.slice(ownColumns.length) };
}

/** @throws HyperIqaError FORMAT when a value does not fit its column. */
export function parseRow(values: readonly string[], name: string): ResultRow {
  const imageName = values[0]!;
  const numbers = values.slice(1, 2 + ownColumns.length).map((text) => (text === '' ? null : Number(text)));
  if (numbers.some((value) => value !== null && !Number.isFinite(value))) {
    throw new HyperIqaError('FORMAT', `${name}: the row of ${imageName} has a value that is not a number.`);
  }
  const [givenScore, photoScore, photoCropSd, faceScore, faceCropSd, confidence, left, top, right, bottom, faces] =
    numbers as [
      number,
      number,
      number | null,
      number | null,
      number | null,
      number,
      number,
      number,
      number,
      number,
      number | null,
    ];
  const [width, height] = numbers.slice(11) as [number, number];
  if ([givenScore, photoScore, width, height].some((value) => value === null)) {
    throw new HyperIqaError('FORMAT', `${name}: the row of ${imageName} lacks a score or the photo's size.`);
  }
  const face =
    faceScore === null
      ? null
      : { score: faceScore, cropSd: faceCropSd, confidence, box: [left, top, right, bottom] as const };
  return {
    imageName,
    givenScore,
    photoScore,
    photoCropSd,
    face,
    faces,
    width,
    height,
    carried: values.slice(2 + ownColumns.length),
  };
}
