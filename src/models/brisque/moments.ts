/** Computes the moments that BRISQUE's features are made of, band by band. */

import { type HalvingTap, halvingTaps, packedTaps } from '../../graph/operators/brisque/half-size-cubic.ts';
import type { Inputs, Program } from '../../graph/program.ts';
import { greyOf } from '../../image/grey.ts';
import type { Photo } from '../../image/photo.ts';
import { prefetched } from '../../prefetch.ts';
import type { Band, BandPlan } from './bands.ts';

/** The numbers in a part: five moments of five maps. */
const partValues = 25;

export interface BrisqueMoments {
  /** [parts,5,5] of the photo at its own size, and at half size. */
  readonly whole: Float32Array;
  readonly half: Float32Array;
}

/**
 * Runs a program of `brisqueGraph` on every band; the next one is uploaded while one computes.
 * @param plan a plan for the photo's size, which the program fits.
 */
export async function brisqueMoments(
  program: Pick<Program, 'run'>,
  photo: Photo,
  plan: BandPlan,
): Promise<BrisqueMoments> {
  const taps = halvingTaps(photo.height);
  const whole: Float32Array[] = [];
  const half: Float32Array[] = [];
  const run = async (band: Band) => ({ band, moments: await program.run(inputsOf(photo, taps, plan, band)) });
  for await (const { band, moments } of prefetched(plan.bands, run)) {
    whole.push(moments.whole.subarray(0, band.whole.count * partValues));
    half.push(moments.half.subarray(0, band.half.count * partValues));
  }
  return { whole: joined(whole), half: joined(half) };
}

function inputsOf(photo: Photo, taps: readonly HalvingTap[], plan: BandPlan, band: Band): Inputs {
  return {
    grey: greyOf(photo, band.top, plan.rows),
    rowTaps: packedTaps(taps.slice(band.halfTop, band.halfTop + plan.halfRows), band.top),
    wholeStart: Float32Array.from(band.whole.start),
    halfStart: Float32Array.from(band.half.start),
  };
}

function joined(arrays: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const array of arrays) {
    all.set(array, end);
    end += array.length;
  }
  return all;
}
