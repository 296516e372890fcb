/**
 * Divides large photos into regions, so that memory does not grow with them. Sums leave the GPU in the same parts as for the
 * whole photo: regions begin where parts do, at every scale, and overlap by the reach of their last windows. So regions change no
 * bit of the result, and they are the same on every adapter.
 */
import { ssimPart } from '../../graph/operators/fidelity/ssim-sums.ts';

/** The distance in pixels between the upper left corners of neighbouring regions. */
export interface RegionStep {
  readonly rows: number;
  readonly columns: number;
}

export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** The most positions that it counts, at the photo's own size; the next region counts those that follow. */
  readonly rows: number;
  readonly columns: number;
}

/** The most times that a photo is halved. */
export const mostHalvings = 4;

/**
 * Whole parts at the smallest scale; about 5 million pixels including the overlap, whose largest tensor takes 30 MB: less than
 * every adapter can bind, and enough to keep a GPU busy.
 */
export const usualStep: RegionStep = { rows: ssimPart.rows * 2 ** mostHalvings, columns: 2048 };

/**
 * The regions of a photo, row by row, each larger than the margin along both axes.
 * @param margin the pixels to the right of and below a position that it depends on; less than the photo's sides.
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

/** The last stretch counts everything that is left. */
function stretches(length: number, margin: number, step: number) {
  const count = Math.ceil((length - margin) / step);
  return Array.from({ length: count }, (_, i) => {
    const start = i * step;
    return i < count - 1
      ? { start, length: step + margin, counted: step }
      : { start, length: length - start, counted: Number.POSITIVE_INFINITY };
  });
}
