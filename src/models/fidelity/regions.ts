/**
 * A large photo is compared in regions, so that the memory that it takes does not grow with it. Sums leave the GPU in the
 * parts that the whole photo has: regions begin where parts do, at every scale, and overlap by what the last of their
 * windows reach. So regions change no bit of the result, and they are the same on every adapter.
 */
import { ssimPart } from '../../graph/operators/fidelity/ssim-sums.ts';

/** Pixels between the upper left corners of neighbouring regions. */
export interface RegionStep {
  readonly rows: number;
  readonly columns: number;
}

export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Places that it counts at most, in the photo's own size; the next region counts those that follow. */
  readonly rows: number;
  readonly columns: number;
}

/** How many times a photo is halved at most. */
export const mostHalvings = 4;

/**
 * Whole parts at the smallest scale; about 5 million pixels with the overlap, whose largest tensor takes 30 MB: less than
 * every adapter binds, and enough to keep a GPU busy.
 */
export const usualStep: RegionStep = { rows: ssimPart.rows * 2 ** mostHalvings, columns: 2048 };

/**
 * Regions of a photo, row by row, of which each is larger than the margin along both axes.
 * @param margin pixels to the right of a place and below it that the place depends on; less than the photo's sides.
 * @param step multiples of a part's size at the smallest scale.
 */
export function planRegions(width: number, height: number, margin: number, step = usualStep): readonly Region[] {
  return stretches(height, margin, step.rows).flatMap((vertical) =>
    stretches(width, margin, step.columns).map((horizontal): Region => {
      return {
        left: horizontal.start,
        top: vertical.start,
        width: horizontal.length,
        height: vertical.length,
        rows: vertical.counted,
        columns: horizontal.counted,
      };
    }),
  );
}

/** The last stretch counts all that is left. */
function stretches(length: number, margin: number, step: number) {
  const count = Math.ceil((length - margin) / step);
  return Array.from({ length: count }, (_, i) => {
    const start = i * step;
    return i < count - 1
      ? { start, length: step + margin, counted: step }
      : { start, length: length - start, counted: Number.POSITIVE_INFINITY };
  });
}
