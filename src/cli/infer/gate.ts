/** `--fail-below` and `--fail-above`: an exit status for photos that are not good enough. */
import { HyperIqaError } from '../../errors.ts';
import type { Metric } from '../../models/metric.ts';
import type { FailedReport, ScoredReport } from '../../scoring/photo-report.ts';

/** Where nothing else went wrong: status 1, of a photo that failed or breaks a rule, takes precedence. */
export const gateStatus = 3;

export interface GateOptions {
  readonly failBelow?: number;
  readonly failAbove?: number;
}

export interface Gate {
  check(report: Pick<ScoredReport, 'score'> | FailedReport): void;
  /** How many photos did not pass, as a message; null where all passed. */
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
  let failed = 0;
  return {
    check(report) {
      if ('error' in report || report.score === null) return;
      if (failBelow === undefined ? report.score > bound : report.score < bound) failed++;
    },
    verdict() {
      if (failed === 0) return null;
      return `${failed} ${failed === 1 ? `${thing} has` : `${thing}s have`} a ${model.name} score ${option} ${bound}.`;
    },
  };
}
