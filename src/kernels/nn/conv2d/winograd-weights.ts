/**
 * Transforms weights for Winograd's convolution: U = G g G^T for every 3x3 kernel g, in float64. G is from Lavin and Gray (2016).
 */
import type { Constant } from '../../../graph/tensor.ts';

/** G, three values per row, by the edge of the output tile. A typed array, so that the loop over all weights is fast. */
const matrices = {
  2: Float64Array.of(1, 0, 0, 1 / 2, 1 / 2, 1 / 2, 1 / 2, -1 / 2, 1 / 2, 0, 0, 1),
  4: Float64Array.of(
    ...[1 / 4, 0, 0],
    ...[-1 / 6, -1 / 6, -1 / 6],
    ...[-1 / 6, 1 / 6, -1 / 6],
    ...[1 / 24, 1 / 12, 1 / 6],
    ...[1 / 24, -1 / 12, 1 / 6],
    ...[0, 0, 1],
  ),
} as const;

export type TileEdge = keyof typeof matrices;

/**
 * [O,C,3,3] -> [(edge+2)^2 * rows, C, 1, 1]: for each position of the transformed patch the matrix [rows, C] of a product,
 * stacked. Rows from O on are zero.
 */
export function transformedWeights(weight: Constant, edge: TileEdge, rows: number): Constant {
  const [outputs, channels] = weight.shape;
  const size = edge + 2;
  return {
    key: `${weight.key} winograd${edge}`,
    shape: [size * size * rows, channels, 1, 1],
    async read() {
      return transform(await weight.read(), outputs * channels, matrices[edge], rows * channels);
    },
  };
}

/** Transforms `kernels` consecutive 3x3 kernels; value (i, j) of kernel k's transform is stored at (i * size + j) * step + k. */
function transform(source: Float32Array, kernels: number, g: Float64Array, step: number): Float32Array {
  const size = g.length / 3;
  const transformed = new Float32Array(size * size * step);
  const half = new Float64Array(size * 3);
  for (let k = 0; k < kernels; k++) {
    const from = k * 9;
    for (let i = 0; i < size; i++) {
      const g0 = g[3 * i];
      const g1 = g[3 * i + 1];
      const g2 = g[3 * i + 2];
      half[3 * i] = g0 * source[from] + g1 * source[from + 3] + g2 * source[from + 6];
      half[3 * i + 1] = g0 * source[from + 1] + g1 * source[from + 4] + g2 * source[from + 7];
      half[3 * i + 2] = g0 * source[from + 2] + g1 * source[from + 5] + g2 * source[from + 8];
    }
    for (let j = 0; j < size; j++) {
      const g0 = g[3 * j];
      const g1 = g[3 * j + 1];
      const g2 = g[3 * j + 2];
      for (let i = 0; i < size; i++) {
        transformed[(i * size + j) * step + k] = g0 * half[3 * i] + g1 * half[3 * i + 1] + g2 * half[3 * i + 2];
      }
    }
  }
  return transformed;
}
