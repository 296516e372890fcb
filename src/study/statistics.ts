/** Measures how well scores agree with the scores that people gave. */
import { sampleCorrelation } from 'simple-statistics';
import { kendallTauB, type Levels, levelsOf, midranks } from './ranks.ts';
import type { Agreement } from './summary.ts';

/** Two columns of the same length: the given score and a metric's score of each photo. */
export interface Columns {
  readonly given: readonly number[];
  readonly predicted: readonly number[];
}

export const noAgreement: Agreement = { PLCC: null, SRCC: null, KRCC: null, RMSE: null, MSE: null };

/**
 * Correlations and errors as scipy and numpy compute them, within rounding. A correlation is null for fewer than two photos or a
 * constant column; errors are null without photos.
 */
export function agreement({ given, predicted }: Columns): Agreement {
  return agreementOf(given, predicted, levelsOf(given), levelsOf(predicted));
}

/** As `agreement`, where the levels of the columns are known. */
export function agreementOf(
  given: readonly number[],
  predicted: readonly number[],
  givenLevels: Levels,
  predictedLevels: Levels,
): Agreement {
  const n = given.length;
  const MSE = n === 0 ? null : given.reduce((sum, value, i) => sum + (value - predicted[i]!) ** 2, 0) / n;
  const errors = { RMSE: MSE === null ? null : Math.sqrt(MSE), MSE };
  if (isConstant(given) || isConstant(predicted)) return { ...noAgreement, ...errors };
  return {
    PLCC: withinOne(sampleCorrelation([...given], [...predicted])),
    SRCC: withinOne(sampleCorrelation(midranks(givenLevels), midranks(predictedLevels))),
    KRCC: withinOne(kendallTauB(givenLevels, predictedLevels)),
    ...errors,
  };
}

/** Determined from the values, since the mean of equal numbers may differ from them by rounding. */
function isConstant(values: readonly number[]): boolean {
  return values.every((value) => value === values[0]);
}

/** Rounding may push a correlation beyond 1. */
function withinOne(correlation: number): number {
  return Math.max(-1, Math.min(1, correlation));
}
