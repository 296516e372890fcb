/** Formats numbers, sizes and failures for display. */
import type { ScoredReport } from '../../src/scoring/photo-report.ts';
import type { Failure } from '../protocol.ts';

/** As many decimals as distinguish two photos on that scale: 54.9 of 100, 0.549 of 1. */
export function formatScore(score: number | null, range: readonly [number, number] | null): string {
  if (score === null) return '–';
  if (score === Number.POSITIVE_INFINITY) return '∞';
  const width = range === null ? 100 : range[1] - range[0];
  if (Math.abs(score) >= 1000) return score.toFixed(0);
  return score.toFixed(width > 10 ? 1 : 3);
}

export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB'];
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1000 ** power;
  return `${value.toFixed(power === 0 || value >= 100 ? 0 : 1)} ${units[power]}`;
}

export function formatMilliseconds(milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toFixed(2)} ms`;
  if (milliseconds < 1000) return `${milliseconds.toFixed(0)} ms`;
  return `${(milliseconds / 1000).toFixed(milliseconds < 9950 ? 2 : 1)} s`;
}

/** An estimated duration, rounded to what the estimate supports. */
export function formatTimeLeft(seconds: number): string {
  if (seconds < 5) return 'a few seconds left';
  if (seconds < 90) return `about ${Math.ceil(seconds / 5) * 5} s left`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min left`;
  return `about ${(seconds / 3600).toFixed(1)} h left`;
}

export function formatRate(perSecond: number): string {
  if (perSecond >= 1) return `${perSecond.toFixed(1)} photos/s`;
  return `${(1 / perSecond).toFixed(1)} s per photo`;
}

export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}

/** For a photo that keeps its earlier scores. */
export function lastAttemptWords({ message }: Failure): string {
  return `The last attempt to score this photo failed, so its earlier scores are kept. ${message}`;
}

/** What failed for a photo that has a score. */
export function failureWords({ metric, face, message }: ScoredReport['failures'][number]): string {
  if (metric === null) return message;
  return `No score of ${metric}${face === null ? '' : ` of face ${face + 1}`}: ${message}`;
}
