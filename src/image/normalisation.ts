/** Normalises bytes for a network's input: value / 255, minus a mean, divided by a deviation, for R, G and B. */

export interface Normalisation {
  /** [3, 256]: the normalised value of every byte of R, G and B. */
  readonly table: Float32Array;
  /** Normalises a value in 0..1 of a channel (0 R, 1 G, 2 B) as torchvision's Normalize: rounded to float32 after each step. */
  of(value: number, channel: number): number;
}

/** @param mean, deviation of R, G, B in 0..1. */
export function normalisation(mean: readonly number[], deviation: readonly number[]): Normalisation {
  const means = new Float32Array(mean);
  const deviations = new Float32Array(deviation);
  const of = (value: number, channel: number) => Math.fround(Math.fround(value - means[channel]) / deviations[channel]);
  const table = Float32Array.from({ length: 3 * 256 }, (_, i) => of(Math.fround((i % 256) / 255), i >> 8));
  return { table, of };
}

/** Values in -1..1, for networks with mean and deviation 0.5. */
export const minusOneToOne = normalisation([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]);

/** Values in 0..1. */
export const zeroToOne = normalisation([0, 0, 0], [1, 1, 1]);

/** (byte - 127.5) / 128, computed from bytes. */
export const aroundMiddle: Normalisation = (() => {
  const of = (value: number) => Math.fround(Math.fround(value * 255) - 127.5) / 128;
  return { table: Float32Array.from({ length: 3 * 256 }, (_, i) => ((i % 256) - 127.5) / 128), of };
})();

/** Bytes unchanged, for networks that take levels 0..255. */
export const levels: Normalisation = {
  table: Float32Array.from({ length: 3 * 256 }, (_, i) => i % 256),
  of: (value) => Math.fround(value * 255),
};

/** For networks trained on ImageNet by torchvision's recipes. */
export const imageNet = normalisation([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);
