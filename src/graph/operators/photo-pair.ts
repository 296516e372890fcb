/** How the operators of the full-reference metrics read two photos of the same size. */
import type { Shape } from '../tensor.ts';
import { checkInputCount, checkRank, checkShape, graphError } from './checks.ts';
import type { HostTensor } from './operator.ts';

/**
 * The form of the inputs:
 * - 'rgb': photo and reference, bytes [H,W,3], three channels;
 * - 'luma': the same bytes, reduced to one channel, the `lumaLevel` of every pixel;
 * - 'pair': one tensor [C,H,W,2] with photo + reference and photo - reference of every pixel.
 *
 * Kernels compute with sum and difference, so that where both photos are equal the difference is exactly 0.
 */
export type PairSource = 'rgb' | 'luma' | 'pair';

/** Luma (ITU-R BT.601) of byte levels, rounded to an integer 0..255, halves up. */
export function lumaLevel(red: number, green: number, blue: number): number {
  return Math.floor((299 * red + 587 * green + 114 * blue + 500) / 1000);
}

/**
 * Checks the inputs and returns [C,H,W].
 * @throws HyperIqaError GRAPH when they do not fit the source.
 */
export function pairShape(
  kind: string,
  source: PairSource,
  inputs: readonly Shape[],
): readonly [number, number, number] {
  checkInputCount(kind, inputs, source === 'pair' ? 1 : 2);
  if (source === 'pair') {
    checkRank(kind, 'a pair', inputs[0], 4);
    const [channels, height, width, parts] = inputs[0];
    if (parts !== 2) throw graphError(`${kind} needs a pair of sums and differences, found ${parts} planes.`);
    return [channels, height, width];
  }
  checkRank(kind, 'a photo', inputs[0], 3);
  const [height, width] = inputs[0];
  for (const shape of inputs) checkShape(kind, 'photos', shape, [height, width, 3]);
  return [source === 'rgb' ? 3 : 1, height, width];
}

/** Returns the photo's and the reference's value at a position. */
export type PairReader = (channel: number, row: number, column: number) => readonly [number, number];

export function pairReader(source: PairSource, inputs: readonly HostTensor[]): PairReader {
  if (source === 'pair') {
    const [{ shape, data }] = inputs;
    const [, height, width] = shape;
    return (channel, row, column) => {
      const at = ((channel * height + row) * width + column) * 2;
      return [(data[at] + data[at + 1]) / 2, (data[at] - data[at + 1]) / 2];
    };
  }
  const level = ({ shape, data }: HostTensor, channel: number, row: number, column: number) => {
    const at = (row * shape[1] + column) * 3;
    return source === 'rgb' ? data[at + channel] : lumaLevel(data[at], data[at + 1], data[at + 2]);
  };
  return (...place) => [level(inputs[0], ...place), level(inputs[1], ...place)];
}

/** The number of bytes that reading the inputs once takes. */
export function pairBytes(source: PairSource, inputs: readonly Shape[]): number {
  const counts = inputs.map((shape) => shape.reduce((product, size) => product * size, 1));
  return counts.reduce((sum, count) => sum + count, 0) * (source === 'pair' ? 4 : 1);
}
