import type { PhotoReport } from '../scoring/photo-report.ts';
import type { FaceScore } from '../scoring/score-photo.ts';
import type { Tally } from './tally.ts';

/** A line for the photo, then one for each warning and each face. */
export function textLines(report: PhotoReport): readonly string[] {
  if ('error' in report) return [named(report.file, report.error)];
  const { file, width, height, scores, faces, warnings, ms } = report;
  return [
    `${file}  ${formatScores(scores)}  ${width}x${height}  ${formatSeconds(ms)}`,
    ...warnings.map((warning) => `  warning  ${warning}`),
    ...faces.map(({ confidence, box, scores }) => {
      const [left, top, right, bottom] = box.map(Math.round);
      const place = `${left},${top} to ${right},${bottom}`;
      return `  face  ${formatScores(scores)}  at ${place}  confidence ${confidence.toFixed(3)}`;
    }),
  ];
}

/** What failed for a photo that has a score, a line each. */
export function failureLines(report: PhotoReport): readonly string[] {
  if ('error' in report) return [];
  return report.failures.map(({ metric, face, code, message }) => {
    const what = face === null ? report.file : `${report.file}, face ${face + 1}`;
    const missing = metric === null ? 'not drawn' : `no score of ${metric}`;
    return `${what}: ${missing}: ${message} (${code})`;
  });
}

/** Most messages begin with the file's name. */
function named(file: string, { message, code }: { readonly message: string; readonly code: string }): string {
  return `${message.includes(file) ? '' : `${file}: `}${message} (${code})`;
}

export function summaryLine({ photos, faces, failed, failedInPart }: Tally, adapter: string, ms: number): string {
  const parts = [count(photos, 'photo'), count(faces, 'face')];
  const failures = [
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(failedInPart > 0 ? [`${failedInPart} failed in part`] : []),
  ];
  return [`${parts.join(', ')} in ${formatSeconds(ms)} on ${adapter}`, ...failures].join('; ');
}

/** `hyperiqa 76.78  brisque 12.30` */
function formatScores(scores: FaceScore['scores']): string {
  return Object.entries(scores)
    .map(([name, score]) => `${name} ${formatScore(score)}`)
    .join('  ');
}

/** Four digits: models score 0 to 100 or 0 to 1, and a synthetic one anything. */
export function formatScore(score: number): string {
  return Math.abs(score) >= 1000 ? score.toFixed(0) : score.toPrecision(4);
}

function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 9950 ? 2 : 1)} s`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
