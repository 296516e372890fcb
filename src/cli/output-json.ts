import type { PhotoReport } from './report.ts';

/**
 * One line; keys in the order that the README documents. `scores` only where there is more than `score`, `errors` only
 * where a metric failed.
 */
export function jsonLine(report: PhotoReport): string {
  if ('error' in report) return JSON.stringify({ file: report.file, error: report.error });
  const { file, width, height, score, scores, results, failures, crops, faces, model, adapter, warnings, ms } = report;
  const several = Object.keys(scores).length > 1 || failures.length > 0;
  return JSON.stringify({
    ...{ file, width, height, score },
    ...(several ? { scores } : {}),
    ...(failures.length > 0 ? { errors: failures } : {}),
    results: results.map(({ crops: where, ...result }) => ({
      ...result,
      ...(where === undefined ? {} : { crops: where.scores }),
    })),
    crops,
    faces: faces.map((face) => (several ? face : { confidence: face.confidence, box: face.box, score: face.score })),
    ...{ model, adapter, warnings, ms },
  });
}
