import type { PhotoReport } from './report.ts';

/** One line; keys in the order that the README documents. */
export function jsonLine(report: PhotoReport): string {
  if ('error' in report) return JSON.stringify({ file: report.file, error: report.error });
  const { file, width, height, score, scores, crops, faces, model, adapter, ms } = report;
  return JSON.stringify({ file, width, height, score, scores, crops, faces, model, adapter, ms });
}
