/** The list as a table for spreadsheets (RFC 4180), a line for each photo. */
import { guarded } from '../../../src/study/cell-guard.ts';
import { failureWords } from '../format.ts';
import type { PhotoRecord } from './record.ts';

const columns = [
  ...['file', 'width', 'height', 'score', 'scores.hyperiqa', 'scores.brisque', 'crops', 'spread', 'faces'],
  ...['face.score', 'face.confidence', 'face.left', 'face.top', 'face.right', 'face.bottom'],
  ...['model', 'adapter', 'ms', 'error.code', 'error.message', 'warnings'],
] as const;
type Cells = Partial<Record<(typeof columns)[number], string | number>>;

/**
 * Names are those of the command line's JSON; `spread` is the standard deviation over the crops, and `face` the most
 * confident one.
 */
export function csvOf(records: readonly PhotoRecord[]): string {
  const lines = records.map((record) => {
    const cells = cellsOf(record);
    return columns.map((column) => cellText(cells[column] ?? '')).join(',');
  });
  return `${[columns.join(','), ...lines].join('\r\n')}\r\n`;
}

function cellsOf({ report, spread }: PhotoRecord): Cells {
  if ('error' in report) {
    return { file: report.file, 'error.code': report.error.code, 'error.message': report.error.message };
  }
  const { file, width, height, score, scores, failures, crops, faces, model, adapter, warnings, ms } = report;
  const face = faces.at(0);
  return {
    ...{ file, width, height, score: score ?? undefined, model, adapter, ms },
    ...{ crops: crops.length, faces: faces.length, warnings: warnings.join('; ') },
    ...{ 'scores.hyperiqa': scores.hyperiqa, 'scores.brisque': scores.brisque, spread: spread ?? undefined },
    'error.code': failures.map(({ code }) => code).join('; '),
    'error.message': failures.map(failureWords).join('; '),
    ...(face && {
      ...{ 'face.score': face.score ?? undefined, 'face.confidence': face.confidence, 'face.left': face.box[0] },
      ...{ 'face.top': face.box[1], 'face.right': face.box[2], 'face.bottom': face.box[3] },
    }),
  };
}

function cellText(value: string | number): string {
  const text = typeof value === 'number' ? String(value) : guarded(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
