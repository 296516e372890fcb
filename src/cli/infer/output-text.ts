import { counted, printable } from '../../printable.ts';
import { formatScore } from '../../report/numbers.ts';
import type { MetricResult } from '../../scoring/judge.ts';
import type { PhotoReport } from '../../scoring/photo-report.ts';
import { refusals, type Verdict } from '../../scoring/requirements.ts';
import { plain, type Style } from './style.ts';
import type { Tally } from './tally.ts';

/** A line for the photo, then one for each warning and each face. Only the style's own control characters reach the terminal. */
export function textLines(report: PhotoReport, style: Style = plain): readonly string[] {
  if ('error' in report) return [printable(named(report.file, report.error))];
  const { file, width, height, results, faces, requirements = [], warnings, ms } = report;
  const listed = (results: readonly Omit<MetricResult, 'crops'>[]) =>
    results
      .map(({ words, ...result }) => {
        const meaning = words === undefined ? '' : `: ${words}`;
        return `${result.metric} ${style.score(formatScore(result.score), result)}${meaning}`;
      })
      .join('  ');
  return [
    `${printable(file)}  ${listed(results)}  ${width}x${height}  ${formatSeconds(ms)}`,
    ...warnings.map((warning) => `  ${style.warning('warning')}  ${printable(warning)}`),
    ...faces.map(({ confidence, box, results }) => {
      const [left, top, right, bottom] = box.map(Math.round);
      const place = `${left},${top} to ${right},${bottom}`;
      return `  face  ${listed(results)}  at ${place}  confidence ${confidence.toFixed(3)}`;
    }),
    ...ruleLines(requirements, style),
  ];
}

/** A line for each rule that the photo breaks, or one that it is accepted; empty without rules. */
function ruleLines(verdicts: readonly Verdict[], style: Style): readonly string[] {
  const broken = refusals(verdicts);
  if (broken.length > 0) return broken.map((message) => `  ${style.warning('rejected')}  ${message}`);
  return verdicts.length === 0
    ? []
    : [`  accepted  meets ${verdicts.length === 1 ? 'the rule' : `all ${verdicts.length} rules`}`];
}

/** A line for each failure of a photo that has a score. */
export function failureLines(report: PhotoReport): readonly string[] {
  if ('error' in report) return [];
  return report.failures.map(({ metric, face, code, message }) => {
    const what = face === null ? report.file : `${report.file}, face ${face + 1}`;
    const missing = metric === null ? 'not drawn' : `no score of ${metric}`;
    return printable(`${what}: ${missing}: ${message} (${code})`);
  });
}

/** Most messages already begin with the file's name. */
function named(file: string, { message, code }: { readonly message: string; readonly code: string }): string {
  return `${message.includes(file) ? '' : `${file}: `}${message} (${code})`;
}

/** @param countsFaces whether faces were looked for. */
export function summaryLine(
  { photos, faces, failed, failedInPart }: Tally,
  adapter: string,
  ms: number,
  countsFaces: boolean,
): string {
  const parts = [counted(photos, 'photo'), ...(countsFaces ? [counted(faces, 'face')] : [])];
  const failures = [
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(failedInPart > 0 ? [`${failedInPart} failed in part`] : []),
  ];
  return [`${parts.join(', ')} in ${formatSeconds(ms)} on ${adapter}`, ...failures].join('; ');
}

/** How many photos failed, where the results alone say which and why; null where none did. */
export function failureSummary({ photos, failed, failedInPart }: Tally, form: 'json' | 'csv'): string | null {
  const counts = [
    ...(failed > 0 ? [`${failed} of ${counted(photos + failed, 'photo')} failed`] : []),
    ...(failedInPart > 0 ? [`${counted(failedInPart, 'photo')} failed in part`] : []),
  ];
  if (counts.length === 0) return null;
  const keys = [...(failed > 0 ? ['error'] : []), ...(failedInPart > 0 ? ['errors'] : [])].join(' and ');
  return `${counts.join(', ')}: ${form === 'csv' ? 'the column error' : `the key ${keys}`} of the results says why.`;
}

function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 9950 ? 2 : 1)} s`;
}
