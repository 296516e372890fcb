/** Winograd's weights: U = G g G^T for every 3x3 kernel g, in float64. G as in Lavin and Gray (2016). */
import type { Constant } from '../../graph/graph.ts';

/** Rows of G, by the edge of the output tile. */
const matrices = {
  2: [
    [1, 0, 0],
    [1 / 2, 1 / 2, 1 / 2],
    [1 / 2, -1 / 2, 1 / 2],
    [0, 0, 1],
  ],
  4: [
    [1 / 4, 0, 0],
    [-1 / 6, -1 / 6, -1 / 6],
    [-1 / 6, 1 / 6, -1 / 6],
    [1 / 24, 1 / 12, 1 / 6],
    [1 / 24, -1 / 12, 1 / 6],
    [0, 0, 1],
  ],
} as const;

export type TileEdge = keyof typeof matrices;

/**
 * [O,C,3,3] -> [(edge+2)^2 * rows, C, 1, 1]: for each place of the transformed patch the matrix [rows, C] of a product,
 * one under the other. Rows from O on are zero.
 */
export function transformedWeights(weight: Constant, edge: TileEdge, rows: number): Constant {
  const [outputs, channels] = weight.shape;
  const g = matrices[edge];
  const size = g.length;
  return {
    key: `${weight.key} winograd${edge}`,
    shape: [size * size * rows, channels, 1, 1],
    async read() {
      const source = await weight.read();
      const transformed = new Float32Array(size * size * rows * channels);
      const half = new Float64Array(size * 3);
      for (let pair = 0; pair < outputs * channels; pair++) {
        const from = pair * 9;
        for (let i = 0; i < size; i++) {
          for (let x = 0; x < 3; x++) {
            half[i * 3 + x] =
              g[i][0] * source[from + x] + g[i][1] * source[from + 3 + x] + g[i][2] * source[from + 6 + x];
          }
        }
        for (let i = 0; i < size; i++) {
          for (let j = 0; j < size; j++) {
            const sum = g[j][0] * half[i * 3] + g[j][1] * half[i * 3 + 1] + g[j][2] * half[i * 3 + 2];
            transformed[(i * size + j) * rows * channels + pair] = sum;
          }
        }
      }
      return transformed;
    },
  };
}
