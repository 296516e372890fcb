/** Standardises convolution weights, once when a checkpoint is converted instead of whenever they are used. */

export type Deviation = 'population' | 'unbiased';

/**
 * (w - mean) / (deviation + 1e-5) of each output channel's weights [O,C,h,w].
 * @param outputs O
 */
export function standardised(weights: Float32Array, outputs: number, deviation: Deviation): Float32Array {
  const size = weights.length / outputs;
  const result = new Float32Array(weights.length);
  for (let first = 0; first < weights.length; first += size) {
    const filter = weights.subarray(first, first + size);
    const mean = filter.reduce((sum, weight) => sum + weight, 0) / size;
    const squares = filter.reduce((sum, weight) => sum + (weight - mean) ** 2, 0);
    const scale = 1 / (Math.sqrt(squares / (deviation === 'unbiased' ? size - 1 : size)) + 1e-5);
    for (const [i, weight] of filter.entries()) result[first + i] = (weight - mean) * scale;
  }
  return result;
}
