/** `--csv`: one row per photo. */
import { tableName } from '../../platform/byte-path.ts';
import type { PhotoReport } from '../../scoring/photo-report.ts';

const before = ['file', 'width', 'height'];
const after = ['faces', 'face_confidence', 'face_left', 'face_top', 'face_right', 'face_bottom'];
const brokenRules = 'broken_rules';
const last = ['warnings', 'error'];

/** The metrics that have columns, by name. */
export interface CsvColumns {
  readonly metrics: readonly string[];
  /** Those of the metrics that state a finding in words. */
  readonly wordsOf: readonly string[];
  /** The metrics of faces. */
  readonly faceMetrics: readonly string[];
  /** Whether there are rules, and therefore a column of those that a photo breaks. */
  readonly hasRules: boolean;
}

/**
 * The column names. A metric's score of the photo is in the column of its name, its finding in NAME_words, and its score of the most
 * confident face in face_NAME.
 */
export function csvHeader({ metrics, wordsOf, faceMetrics, hasRules }: CsvColumns): readonly string[] {
  return [
    ...before,
    ...metrics,
    ...wordsOf.map((name) => `${name}_words`),
    ...after,
    ...faceMetrics.map((name) => `face_${name}`),
    ...(hasRules ? [brokenRules] : []),
    ...last,
  ];
}

/** Cells are empty for what was not scored. */
export function csvRow(
  report: PhotoReport,
  { metrics, wordsOf, faceMetrics, hasRules }: CsvColumns,
): readonly string[] {
  const file = tableName(report.file);
  if ('error' in report) {
    const empty = Array(
      before.length - 1 + after.length + metrics.length + wordsOf.length + faceMetrics.length + Number(hasRules) + 1,
    ).fill('');
    return [file, ...empty, `${report.error.code}: ${report.error.message}`];
  }
  const cells = (names: readonly string[], scores: Readonly<Record<string, number>> = {}) =>
    names.map((name) => String(scores[name] ?? ''));
  const [face] = report.faces;
  const errors = report.failures.map(({ code, message }) => `${code}: ${message}`);
  return [
    ...[file, report.width, report.height].map(String),
    ...cells(metrics, report.scores),
    ...wordsOf.map((name) => report.results.find(({ metric }) => metric === name)?.words ?? ''),
    ...[report.faces.length, face?.confidence ?? '', ...(face?.box ?? ['', '', '', ''])].map(String),
    ...cells(faceMetrics, face?.scores),
    ...(hasRules ? [(report.requirements ?? []).flatMap(({ rule, isMet }) => (isMet ? [] : [rule])).join(' ')] : []),
    report.warnings.join('; '),
    errors.join('; '),
  ];
}
