/** Formats clips as text and for tables. */
import { tableName } from '../../platform/byte-path.ts';
import { csvText } from '../../platform/csv/csv-text.ts';
import { counted, printable } from '../../printable.ts';
import { formatScore } from '../../report/numbers.ts';
import { type ClipReport, clipJsonLine } from '../../scoring/clip-report.ts';
import type { CellForm } from '../../study/cell-guard.ts';
import type { Style } from './style.ts';

export type ClipForm =
  | { readonly kind: 'text'; readonly style: Style }
  | { readonly kind: 'json' }
  | { readonly kind: 'csv'; readonly cells: CellForm; readonly metrics: readonly string[] };

/** The text before the first clip. */
export async function clipHeading(form: ClipForm): Promise<string> {
  if (form.kind !== 'csv') return '';
  const columns = form.metrics.flatMap((name) => [name, `${name}_worst_tenth`]);
  return csvText([['file', 'width', 'height', 'frames', 'every', ...columns, 'error']], form.cells);
}

/** For a clip that failed, empty except in tables and JSON. */
export async function renderClip(report: ClipReport, form: ClipForm): Promise<string> {
  switch (form.kind) {
    case 'json':
      return `${clipJsonLine(report)}\n`;
    case 'csv':
      return csvText([csvRow(report, form.metrics)], form.cells);
    case 'text':
      return textLine(report, form.style);
  }
}

function csvRow(report: ClipReport, metrics: readonly string[]): readonly string[] {
  const file = tableName(report.file);
  if ('error' in report) {
    return [file, ...Array(4 + 2 * metrics.length).fill(''), `${report.error.code}: ${report.error.message}`];
  }
  const { width, height, frames, every, results, failures } = report;
  const scores = metrics.flatMap((name) => {
    const result = results.find(({ metric }) => metric === name);
    return result === undefined ? ['', ''] : [String(result.score), String(result.worstTenth)];
  });
  const errors = failures.map(({ code, message }) => `${code}: ${message}`).join('; ');
  return [file, ...[width, height, frames.length, every].map(String), ...scores, errors];
}

function textLine(report: ClipReport, style: Style): string {
  if ('error' in report) return '';
  const { file, width, height, frames, every, results, ms } = report;
  const scores = results.map((result) => {
    const worst = formatScore(result.worstTenth);
    return `${result.metric} ${style.score(formatScore(result.score), result)} (worst tenth of frames ${worst})`;
  });
  const which = every === 1 ? '' : `, every ${every}`;
  return `${printable(file)}  ${scores.join('  ')}  ${width}x${height}, ${counted(frames.length, 'frame')}${which}  ${(ms / 1000).toFixed(1)} s\n`;
}
