/** The four-parameter logistic curve by which papers map scores before they compute linear figures. */
import { levenbergMarquardt } from 'ml-levenberg-marquardt';
import { mean, sampleCorrelation, standardDeviation } from 'simple-statistics';
import { agreement, type Columns } from './statistics.ts';
import type { FittedAgreement, LogisticCurve } from './summary.ts';

/** Far more steps than a fit that has a solution needs. */
const steps = 200;

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
  const { parameterValues } = levenbergMarquardt({ x, y }, logistic, {
    initialValues: [...ends, 0, 0.25],
    jacobianFunction: logisticGradient,
    maxIterations: steps,
    errorTolerance: 0,
  });
  const [upper, lower, middle, width] = parameterValues as [number, number, number, number];
  if (!parameterValues.every(Number.isFinite) || width === 0) return null;
  return {
    upper: upper * goal.deviation + goal.mean,
    lower: lower * goal.deviation + goal.mean,
    middle: middle * scale.deviation + scale.mean,
    width: Math.abs(width) * scale.deviation,
  };
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
