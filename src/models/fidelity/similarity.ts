/** Computes SSIM of a photo and its reference, region by region, at one or several scales. */
import { ssimPart, windowMargin } from '../../graph/operators/fidelity/ssim-sums.ts';
import { cropPhoto } from '../../image/crop.ts';
import type { Photo } from '../../image/photo.ts';
import { prefetched } from '../../prefetch.ts';
import { halved, marginOf, type SimilarityForm, similarityGraph } from './network.ts';
import type { PhotoPair, UseProgram } from './pair.ts';
import { planRegions, type Region, type RegionStep } from './regions.ts';

/** The means over all positions of one channel. */
export interface ChannelSimilarity {
  readonly index: number;
  /** The index without its luminance term. */
  readonly contrast: number;
}

/** The weights of the scales, largest scale first (Wang et al.). */
const scaleWeights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];

/** The sums of a scale: [channels,rows,columns] parts of two numbers. */
interface Parts {
  readonly rows: number;
  readonly columns: number;
  readonly places: number;
  readonly sums: Float32Array;
}

/**
 * The means of every scale and channel. The next region is uploaded while one is computed.
 * @param pair photos of one size, whose sides are above `marginOf(form)`.
 */
export async function similarities(
  use: UseProgram,
  { photo, reference }: PhotoPair,
  form: SimilarityForm,
  step?: RegionStep,
): Promise<readonly (readonly ChannelSimilarity[])[]> {
  const { width, height } = photo;
  const regions = planRegions(width, height, marginOf(form), step);
  const channels = form.source === 'rgb' ? 3 : 1;
  const scales = Array.from({ length: form.scales }, (_, i) => partsOf(width, height, i, channels));
  const run = async (region: Region) => {
    const inputs = { photo: pixelsOf(photo, region), reference: pixelsOf(reference, region) };
    const { left, top, ...size } = region;
    const key = `${JSON.stringify(form)} ${Object.values(size).join(' ')}`;
    const sums = await use(
      key,
      () => similarityGraph(size, form),
      (program) => program.run(inputs),
    );
    return { region, sums };
  };
  for await (const { region, sums } of prefetched(regions, run)) {
    for (const [i, parts] of scales.entries()) place(sums[`scale${i + 1}`], region, parts, i, channels);
  }
  return scales.map((parts) => meansOf(parts, channels));
}

/** The mean of all channels. */
export function singleScale([channels]: readonly (readonly ChannelSimilarity[])[]): number {
  return mean(channels.map(({ index }) => index));
}

/**
 * The channels' mean of the weighted product of all scales (Wang, Simoncelli and Bovik, "Multiscale Structural Similarity
 * for Image Quality Assessment", 2003). A scale whose mean is negative counts as 0, where the authors' code gives a
 * complex number.
 */
export function multiScale(scales: readonly (readonly ChannelSimilarity[])[]): number {
  const products = scales[0].map((_, channel) => {
    const terms = scaleWeights.map((weight, i) => {
      const { index, contrast } = scales[i][channel];
      return Math.max(i === scaleWeights.length - 1 ? index : contrast, 0) ** weight;
    });
    return terms.reduce((product, term) => product * term, 1);
  });
  return mean(products);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function pixelsOf(photo: Photo, { left, top, width, height }: Region): Uint8Array {
  if (width === photo.width) return photo.data.subarray(top * width * 3, (top + height) * width * 3);
  return cropPhoto(photo, [left, top, left + width, top + height]).data;
}

function partsOf(width: number, height: number, halvings: number, channels: number): Parts {
  const placeRows = halved(height, halvings) - windowMargin;
  const placeColumns = halved(width, halvings) - windowMargin;
  const rows = Math.ceil(placeRows / ssimPart.rows);
  const columns = Math.ceil(placeColumns / ssimPart.columns);
  return { rows, columns, places: placeRows * placeColumns, sums: new Float32Array(channels * rows * columns * 2) };
}

/** Stores a region's sums at the position of its parts in the whole photo. */
function place(sums: Float32Array, region: Region, parts: Parts, halvings: number, channels: number): void {
  const top = region.top / 2 ** halvings / ssimPart.rows;
  const left = region.left / 2 ** halvings / ssimPart.columns;
  const counted = Math.min(region.columns / 2 ** halvings, halved(region.width, halvings) - windowMargin);
  const length = Math.ceil(counted / ssimPart.columns) * 2;
  const rows = sums.length / length / channels;
  for (let row = 0; row < channels * rows; row++) {
    const channel = Math.floor(row / rows);
    const to = ((channel * parts.rows + top + (row % rows)) * parts.columns + left) * 2;
    parts.sums.set(sums.subarray(row * length, (row + 1) * length), to);
  }
}

/** Sums the parts in their order in the photo. */
function meansOf({ sums, places }: Parts, channels: number): readonly ChannelSimilarity[] {
  const length = sums.length / channels;
  return Array.from({ length: channels }, (_, channel) => {
    let index = 0;
    let contrast = 0;
    for (let at = channel * length; at < (channel + 1) * length; at += 2) {
      index += sums[at];
      contrast += sums[at + 1];
    }
    return { index: index / places, contrast: contrast / places };
  });
}
