/** `--fail-below` and `--fail-above`: an exit status for photos that are not good enough. */
import { HyperIqaError } from '../../errors.ts';
import type { Metric } from '../../models/metric.ts';
import { counted } from '../../printable.ts';
import type { ClipReport } from '../../scoring/clip-report.ts';
import type { PhotoReport } from '../../scoring/photo-report.ts';
import { quantities, type Requirement, type Verdict, verdictOn } from '../../scoring/requirements.ts';

/** Where nothing else went wrong: status 1, of a photo that failed or breaks a rule, takes precedence. */
export const gateStatus = 3;

const score = quantities.find(({ name }) => name === 'score')!;

/** How many photos a message names. */
const named = 5;

export interface GateOptions {
  readonly failBelow?: number;
  readonly failAbove?: number;
}

export interface Gate {
  /** The verdict on a rule that says the same, such as score>=40, for the page of `--report`; null for a report that failed. */
  check(report: PhotoReport | ClipReport): Verdict | null;
  /** How many photos did not pass, and the first of them, as a message; null where all passed. */
  verdict(): string | null;
}

/**
 * @param metric the first one, whose scores count.
 * @param thing what is scored, in the singular.
 * @returns null without either option.
 * @throws HyperIqaError USAGE for the option that would fail the better photos.
 */
export function openGate(
  { failBelow, failAbove }: GateOptions,
  { model, checkpoint }: Pick<Metric, 'model' | 'checkpoint'>,
  thing = 'photo',
): Gate | null {
  const bound = failBelow ?? failAbove;
  if (bound === undefined) return null;
  const [option, other] = failBelow === undefined ? ['above', 'below'] : ['below', 'above'];
  if (checkpoint.better === (failBelow === undefined ? 'higher' : 'lower')) {
    throw new HyperIqaError(
      'USAGE',
      `--fail-${option} ${bound} would reject the better ${thing}s: for ${model.name}, ${checkpoint.better} is better. Use ` +
        `--fail-${other}.`,
    );
  }
  const rule: Requirement = { quantity: score, relation: failBelow === undefined ? '<=' : '>=', bound };
  const failed: string[] = [];
  return {
    check(report) {
      if ('error' in report) return null;
      const verdict = verdictOn({ faces: [], ...report }, rule);
      if (!verdict.isMet && verdict.found !== null) failed.push(report.file);
      return verdict;
    },
    verdict() {
      if (failed.length === 0) return null;
      const have = failed.length === 1 ? 'has' : 'have';
      const more = failed.length > named ? ` and ${failed.length - named} more` : '';
      const names = `${failed.slice(0, named).join(', ')}${more}`;
      return `${counted(failed.length, thing)} ${have} a ${model.name} score ${option} ${bound}: ${names}.`;
    },
  };
}
