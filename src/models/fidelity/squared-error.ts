/** Computes the squared error of a photo and its reference, exact up to the final division. */
import { differencePart } from '../../graph/operators/fidelity/difference-products.ts';
import { prefetched } from '../../prefetch.ts';
import { differenceGraph } from './network.ts';
import type { PhotoPair, UseProgram } from './pair.ts';

export interface SquaredError {
  /** The mean over all pixels and channels, in squared levels of 0..255. */
  readonly rgb: number;
  /** The same for luma (ITU-R BT.601), which is not rounded. */
  readonly luma: number;
}

/** The pixels that are uploaded at once: whole parts, and whole words. */
const usualPixels = differencePart * 16384;

const [red, green, blue] = [0.299, 0.587, 0.114];

/**
 * The next pixels are uploaded while some are computed.
 * @param pair photos of one size.
 * @param pixels at once, a multiple of 256.
 */
export async function squaredError(
  use: UseProgram,
  { photo, reference }: PhotoPair,
  pixels = usualPixels,
): Promise<SquaredError> {
  const total = photo.width * photo.height;
  const starts = Array.from({ length: Math.ceil(total / pixels) }, (_, i) => i * pixels);
  const run = (start: number) => {
    const end = Math.min(start + pixels, total);
    const inputs = {
      photo: photo.data.subarray(start * 3, end * 3),
      reference: reference.data.subarray(start * 3, end * 3),
    };
    return use(
      `${end - start}`,
      () => differenceGraph(end - start),
      (program) => program.run(inputs),
    );
  };
  // Integers below 2^53, so the order of additions does not matter.
  const sums = [0, 0, 0, 0, 0, 0];
  for await (const { products } of prefetched(starts, run)) {
    for (let i = 0; i < products.length; i++) sums[i % 6] += products[i];
  }
  const [rr, gg, bb, rg, rb, gb] = sums;
  const squares = red ** 2 * rr + green ** 2 * gg + blue ** 2 * bb;
  const mixed = red * green * rg + red * blue * rb + green * blue * gb;
  return { rgb: (rr + gg + bb) / (3 * total), luma: Math.max(squares + 2 * mixed, 0) / total };
}

/** In dB, as in scikit-image; infinite for equal photos. */
export function psnr({ rgb }: SquaredError): number {
  return 10 * Math.log10(255 ** 2 / rgb);
}

/** For luma, in dB, as in pyiqa, whose small constant limits it to 80. */
export function lumaPsnr({ luma }: SquaredError): number {
  return 10 * Math.log10(1 / (luma / 255 ** 2 + 1e-8));
}
