/** Weight orders of the implicit matrix products. */
import type { Conv2d } from '../../graph/operators/conv2d.ts';
import { divideUp, type PackedWeights } from '../kernel.ts';

/**
 * [O,C,kh,kw] -> [ceil(O/rows)][kh*kw][C][rows]: the `rows` weights that one step of a kernel needs lie side by side.
 * Rows beyond O stay zero.
 */
export function packRows(operator: Conv2d, rows: number): PackedWeights {
  const { weight } = operator;
  const [outputs, channels, kernelHeight, kernelWidth] = weight.shape;
  const taps = kernelHeight * kernelWidth;
  const blocks = divideUp(outputs, rows);
  return {
    kind: 'weights',
    key: `${weight.key} rows${rows}`,
    byteLength: blocks * taps * channels * rows * 4,
    async pack(target) {
      const source = await weight.read();
      const packed = new Float32Array(target);
      for (let o = 0; o < outputs; o++) {
        const block = Math.floor(o / rows) * taps * channels * rows + (o % rows);
        for (let c = 0; c < channels; c++) {
          const from = (o * channels + c) * taps;
          for (let tap = 0; tap < taps; tap++) packed[block + (tap * channels + c) * rows] = source[from + tap];
        }
      }
    },
  };
}
