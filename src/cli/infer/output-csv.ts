/** `--csv`: a row for each photo. */
import { tableName } from '../../platform/byte-path.ts';
import type { PhotoReport } from '../../scoring/photo-report.ts';

const before = ['file', 'width', 'height'];
const after = ['faces', 'face_confidence', 'face_left', 'face_top', 'face_right', 'face_bottom'];
const last = ['warnings', 'error'];

/** Names of the columns. A metric's score of the photo is under its name, of the most confident face under face_NAME. */
export function csvHeader(metrics: readonly string[]): readonly string[] {
  return [...before, ...metrics, ...after, ...metrics.map((name) => `face_${name}`), ...last];
}

/** Empty cells for what was not scored. */
export function csvRow(report: PhotoReport, metrics: readonly string[]): readonly string[] {
  const file = tableName(report.file);
  if ('error' in report) {
    const empty = Array(before.length - 1 + after.length + 2 * metrics.length + 1).fill('');
    return [file, ...empty, `${report.error.code}: ${report.error.message}`];
  }
  const scoresOf = (scores: Readonly<Record<string, number>> = {}) => metrics.map((name) => String(scores[name] ?? ''));
  const [face] = report.faces;
  const errors = report.failures.map(({ code, message }) => `${code}: ${message}`);
  return [
    ...[file, report.width, report.height].map(String),
    ...scoresOf(report.scores),
    ...[report.faces.length, face?.confidence ?? '', ...(face?.box ?? ['', '', '', ''])].map(String),
    ...scoresOf(face?.scores),
    report.warnings.join('; '),
    errors.join('; '),
  ];
}
