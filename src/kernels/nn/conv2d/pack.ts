/** Packs the weights of the implicit matrix products. */
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import { divideUp, type PackedWeights } from '../../kernel.ts';
import { type Storage, storedAs } from '../../weight-storage.ts';

/**
 * [O,C,kh,kw] -> [groups][ceil(O/groups/rows)][kh*kw][C][rows]: the `rows` weights that one step of a kernel needs are
 * contiguous. Rows beyond those of a group stay zero.
 */
export function packRows(operator: Conv2d, rows: number, storage: Storage): PackedWeights {
  const { weight } = operator;
  const [outputs, channels, kernelHeight, kernelWidth] = weight.shape;
  const taps = kernelHeight * kernelWidth;
  const perGroup = outputs / operator.groups;
  const groupBlocks = divideUp(perGroup, rows);
  const blocks = operator.groups * groupBlocks;
  return storedAs(storage, {
    kind: 'weights',
    key: `${weight.key} rows${rows} of ${operator.groups}`,
    byteLength: blocks * taps * channels * rows * 4,
    async pack(target) {
      const source = await weight.read();
      const packed = new Float32Array(target);
      const length = channels * taps;
      // The rows of a step are written one after another: up to twice as fast as row by row, whose steps are far apart.
      for (let block = 0; block < blocks; block++) {
        const group = Math.floor(block / groupBlocks);
        const first = group * perGroup + (block % groupBlocks) * rows;
        const end = Math.min(first + rows, (group + 1) * perGroup) * length;
        for (let c = 0; c < channels; c++) {
          for (let tap = 0; tap < taps; tap++) {
            let to = ((block * taps + tap) * channels + c) * rows;
            for (let from = first * length + c * taps + tap; from < end; from += length) packed[to++] = source[from]!;
          }
        }
      }
    },
  });
}

/**
 * [O,C,kh,kw] -> [ceil(O/rows)][kh*kw][ceil(C/2)][rows][2]: for each row the weights of two input channels are adjacent. Rows
 * beyond O and the partner of an odd last channel stay zero.
 */
export function packRowPairs(operator: Conv2d, rows: number, storage: Storage): PackedWeights {
  const { weight } = operator;
  const [outputs, channels, kernelHeight, kernelWidth] = weight.shape;
  const taps = kernelHeight * kernelWidth;
  const pairs = divideUp(channels, 2);
  const blocks = divideUp(outputs, rows);
  return storedAs(storage, {
    kind: 'weights',
    key: `${weight.key} pairs of rows${rows}`,
    byteLength: blocks * taps * pairs * rows * 8,
    async pack(target) {
      const source = await weight.read();
      const packed = new Float32Array(target);
      const length = channels * taps;
      for (let first = 0, block = 0; first < outputs; first += rows, block += taps * pairs * rows * 2) {
        const end = Math.min(first + rows, outputs) * length;
        for (let c = 0; c < channels; c += 2) {
          const hasPartner = c + 1 < channels;
          for (let tap = 0; tap < taps; tap++) {
            let to = block + (tap * pairs + c / 2) * rows * 2;
            for (let from = first * length + c * taps + tap; from < end; from += length, to += 2) {
              packed[to] = source[from]!;
              if (hasPartner) packed[to + 1] = source[from + taps]!;
            }
          }
        }
      }
    },
  });
}
