/** The forms of `infer`'s results, and where they are written. */
import { systemPath } from '../../platform/byte-path.ts';
import { csvText } from '../../platform/csv/csv-text.ts';
import type { PhotoReport } from '../../scoring/photo-report.ts';
import { jsonLine } from '../../scoring/photo-report.ts';
import type { CellForm } from '../../study/cell-guard.ts';
import { type CsvColumns, csvHeader, csvRow } from './output-csv.ts';
import { failureLines, textLines } from './output-text.ts';
import type { Style } from './style.ts';

export type OutputForm =
  | { readonly kind: 'text'; readonly style: Style }
  | { readonly kind: 'json' }
  | { readonly kind: 'csv'; readonly cells: CellForm; readonly columns: CsvColumns }
  /** Names alone, each followed by NUL, for `xargs -0`. */
  | { readonly kind: 'names' };

/** A formatted report: `out` for results, `errors` for standard error. */
export interface Rendered {
  readonly out: string | Uint8Array;
  readonly errors: readonly string[];
}

/** The text before the first report. */
export async function heading(form: OutputForm): Promise<string> {
  return form.kind === 'csv' ? csvText([csvHeader(form.columns)], form.cells) : '';
}

export async function render(report: PhotoReport, form: OutputForm): Promise<Rendered> {
  switch (form.kind) {
    case 'json':
      return { out: `${jsonLine(report)}\n`, errors: [] };
    case 'csv':
      return { out: await csvText([csvRow(report, form.columns)], form.cells), errors: failureLines(report) };
    case 'names':
      return 'error' in report
        ? { out: '', errors: textLines(report) }
        : { out: Buffer.concat([Buffer.from(systemPath(report.file)), Buffer.of(0)]), errors: failureLines(report) };
    case 'text': {
      if ('error' in report) return { out: '', errors: textLines(report) };
      const out = textLines(report, form.style)
        .map((line) => `${line}\n`)
        .join('');
      return { out, errors: failureLines(report) };
    }
  }
}
