/** The four-parameter logistic curve by which papers map scores before they compute linear figures. */
import { levenbergMarquardt } from 'ml-levenberg-marquardt';
import { mean, sampleCorrelation, standardDeviation } from 'simple-statistics';
import { agreement, type Columns } from './statistics.ts';
import type { FittedAgreement, LogisticCurve } from './summary.ts';

/** Far more steps than a fit that has a solution needs. */
const mostSteps = 1000;
/** The range of damping; beyond it, steps no longer change any parameter. */
const leastDamping = 1e-9;
const mostDamping = 1e12;

/**
 * Fits `given ~ curve(predicted)` by least squares (Levenberg and Marquardt), from VQEG's (2003) initial values. null where
 * nothing can be fitted: fewer photos than parameters, or a constant column.
 */
export function fitLogistic({ given, predicted }: Columns): LogisticCurve | null {
  if (given.length < 4) return null;
  const scale = { mean: mean([...predicted]), deviation: standardDeviation([...predicted]) };
  const goal = { mean: mean([...given]), deviation: standardDeviation([...given]) };
  if (!(scale.deviation > 0 && goal.deviation > 0)) return null;
  // In units of the deviations, so that one set of tolerances suits scores of 0 to 1 and of 0 to 100.
  const x = predicted.map((value) => (value - scale.mean) / scale.deviation);
  const y = given.map((value) => (value - goal.mean) / goal.deviation);
  const ends = [y.reduce((a, b) => Math.max(a, b)), y.reduce((a, b) => Math.min(a, b))];
  if (sampleCorrelation(x, y) < 0) ends.reverse();
  const fitted = leastSquares({ x, y }, [...ends, 0, 0.25]);
  const [upper, lower, middle, width] = fitted as [number, number, number, number];
  if (!fitted.every(Number.isFinite) || width === 0) return null;
  return {
    upper: upper * goal.deviation + goal.mean,
    lower: lower * goal.deviation + goal.mean,
    middle: middle * scale.deviation + scale.mean,
    width: Math.abs(width) * scale.deviation,
  };
}

/**
 * The library keeps steps that increase the error, from some of which it never returns. So each of its steps starts from the best
 * values so far, with more damping after one that did not improve them.
 */
function leastSquares(points: { readonly x: number[]; readonly y: number[] }, initialValues: number[]): number[] {
  let best = initialValues;
  let damping = 0.01;
  for (let step = 0; step < mostSteps && damping <= mostDamping; step++) {
    const next = stepFrom(points, best, damping);
    const isBetter = next.some((value, i) => value !== best[i]);
    damping = isBetter ? Math.max(damping / 10, leastDamping) : damping * 10;
    best = next;
  }
  return best;
}

/** The values after a step, or the same where it does not improve them. */
function stepFrom(
  points: { readonly x: number[]; readonly y: number[] },
  initialValues: number[],
  damping: number,
): number[] {
  try {
    return levenbergMarquardt(points, logistic, {
      initialValues,
      jacobianFunction: logisticGradient,
      maxIterations: 1,
      errorTolerance: 0,
      damping,
    }).parameterValues;
  } catch {
    // With little damping, the equations of a step may be singular.
    return initialValues;
  }
}

/** Maps a score by the curve. */
export function mapByLogistic({ upper, lower, middle, width }: LogisticCurve, score: number): number {
  return logistic([upper, lower, middle, width])(score);
}

/** The agreement after mapping by the columns' own curve; null where there is none. */
export function fittedAgreement(columns: Columns): FittedAgreement | null {
  const curve = fitLogistic(columns);
  if (curve === null) return null;
  const predicted = columns.predicted.map((score) => mapByLogistic(curve, score));
  return { ...agreement({ given: columns.given, predicted }), curve };
}

function logistic([upper, lower, middle, width]: readonly number[]): (score: number) => number {
  return (score) => lower! + (upper! - lower!) / (1 + Math.exp(-(score - middle!) / Math.abs(width!)));
}

/** The derivatives by upper, lower, middle and width. */
function logisticGradient([upper, lower, middle, width]: readonly number[]): (score: number) => number[] {
  const size = Math.abs(width!);
  return (score) => {
    const share = 1 / (1 + Math.exp(-(score - middle!) / size));
    const slope = ((upper! - lower!) * share * (1 - share)) / size;
    return [share, 1 - share, -slope, ((-slope * (score - middle!)) / size) * Math.sign(width!)];
  };
}
