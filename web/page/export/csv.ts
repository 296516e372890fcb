/** Exports the list as a table for spreadsheets (RFC 4180), one line per photo. */
import { metricModels } from '../../../src/models/registry.ts';
import { guarded } from '../../../src/study/cell-guard.ts';
import { failureWords } from '../format.ts';
import type { PhotoRecord } from './record.ts';

type Cells = Readonly<Record<string, string | number | undefined>>;

const columnOf = (metric: string) => `scores.${metric}`;

/** A column for every metric that scored a photo, in the registry's order. */
function columnsOf(records: readonly PhotoRecord[]): readonly string[] {
  const scored = new Set(records.flatMap(({ report }) => ('error' in report ? [] : Object.keys(report.scores))));
  const isCompared = records.some(({ report }) => 'reference' in report);
  const metrics = metricModels.map(({ name }) => name).filter((name) => scored.has(name));
  return [
    ...[
      'file',
      'width',
      'height',
      ...(isCompared ? ['reference'] : []),
      'score',
      ...metrics.map(columnOf),
      'crops',
      'spread',
      'faces',
    ],
    ...['face.score', 'face.confidence', 'face.left', 'face.top', 'face.right', 'face.bottom'],
    ...['model', 'adapter', 'ms', 'error.code', 'error.message', 'warnings'],
  ];
}

/**
 * Names, and infinite scores ("Infinity"), are as in the command line's JSON; `spread` is the standard deviation over the crops,
 * and `face` the most confident one.
 */
export function csvOf(records: readonly PhotoRecord[]): string {
  const columns = columnsOf(records);
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
  const { file, width, height, reference, score, scores, failures, crops, faces, model, adapter, warnings, ms } =
    report;
  const face = faces.at(0);
  return {
    ...{ file, width, height, reference, score: score ?? undefined, model, adapter, ms },
    ...{ crops: crops.length, faces: faces.length, warnings: warnings.join('; ') },
    ...Object.fromEntries(Object.entries(scores).map(([metric, value]) => [columnOf(metric), value])),
    spread: spread ?? undefined,
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
