/** Percentile intervals by the bootstrap, which show how much the figures depend on the selection of photos. */
import { mt19937 } from '../image/mt19937.ts';
import { drawLevels, levelsOf } from './ranks.ts';
import { agreementOf, type Columns } from './statistics.ts';
import type { Agreement, AgreementFigure, AgreementIntervals } from './summary.ts';

export interface BootstrapOptions {
  /** The number of resamples, each of which draws as many photos as there are, with replacement. */
  readonly resamples: number;
  /** The same seed draws the same photos, whatever the columns. */
  readonly seed: number;
}

const figures: readonly AgreementFigure[] = ['PLCC', 'SRCC', 'KRCC', 'RMSE', 'MSE'];
const tails = [0.025, 0.975] as const;

/** The middle 95 % of each figure over the resamples in which it is defined; null where there are none. */
export function agreementIntervals({ given, predicted }: Columns, options: BootstrapOptions): AgreementIntervals {
  const givenLevels = levelsOf(given);
  const predictedLevels = levelsOf(predicted);
  const random = mt19937(options.seed);
  const drawn: Agreement[] = [];
  const places = new Int32Array(given.length);
  for (let i = 0; i < options.resamples; i++) {
    for (let k = 0; k < places.length; k++) places[k] = Math.floor((random() / 2 ** 32) * places.length);
    drawn.push(
      agreementOf(
        Array.from(places, (place) => given[place]!),
        Array.from(places, (place) => predicted[place]!),
        drawLevels(givenLevels, places),
        drawLevels(predictedLevels, places),
      ),
    );
  }
  const interval = (figure: AgreementFigure) => middle(drawn.map((agreement) => agreement[figure]));
  return Object.fromEntries(figures.map((figure) => [figure, interval(figure)])) as AgreementIntervals;
}

function middle(values: readonly (number | null)[]): readonly [number, number] | null {
  const sorted = Float64Array.from(values.filter((value) => value !== null)).sort();
  if (sorted.length === 0) return null;
  return [quantile(sorted, tails[0]), quantile(sorted, tails[1])];
}

/** Interpolates linearly between the two nearest values, as numpy.percentile does by default. */
function quantile(sorted: Float64Array, fraction: number): number {
  const place = fraction * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  return below + (sorted[Math.ceil(place)]! - below) * (place - Math.floor(place));
}
