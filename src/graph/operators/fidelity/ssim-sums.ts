import type { Value } from '../../tensor.ts';
import { emptySum, float32Bytes } from '../arithmetic.ts';
import { checkWhole, graphError } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';
import { type PairReader, type PairSource, pairBytes, pairReader, pairShape } from '../photo-pair.ts';

/**
 * Structural similarity (Wang, Bovik, Sheikh and Simoncelli, "Image Quality Assessment: From Error Visibility to Structural
 * Similarity", IEEE Transactions on Image Processing 13, 2004): an 11x11 Gaussian window of standard deviation 1.5 at every
 * position where it lies inside the photo, range 255, K1 0.01, K2 0.03, weighted covariances without Bessel's correction. Output:
 * [C,ceil(rows/128),ceil(columns/4),2]: sums over parts of 128 rows and 4 columns of positions, of the index and of its
 * contrast-structure term.
 */
export interface SsimSums {
  readonly kind: 'ssim-sums';
  readonly source: PairSource;
  /** Rows and columns of window positions to count, from the upper left; at most height - 10 and width - 10. */
  readonly counted: readonly [number, number];
  /** Whether a negative contrast-structure term counts as 0, as in pyiqa. */
  readonly clamped: boolean;
}

export function ssimSums(
  net: Net<SsimSums>,
  name: string,
  inputs: readonly Value[],
  layer: Omit<SsimSums, 'kind'>,
): Value {
  return net.add(name, { kind: 'ssim-sums', ...layer }, inputs);
}

/** Window positions that one part of the output sums. */
export const ssimPart = { rows: 128, columns: 4 } as const;

/** The window's side less one: the positions lost along each axis. */
export const windowMargin = 10;

/** The window's weights along an axis, by distance from the centre, 0 to 5. */
export const ssimTaps: readonly number[] = (() => {
  const bell = [0, 1, 2, 3, 4, 5].map((distance) => Math.exp(-(distance ** 2) / (2 * 1.5 ** 2)));
  const sum = bell.reduce((total, value) => total + 2 * value, -bell[0]);
  return bell.map((value) => value / sum);
})();

/** They stabilise the quotients where means and variances are small. */
export const [ssimC1, ssimC2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];

export const ssimSumsRules: OperatorRules<SsimSums> = {
  outputShape({ kind, source, counted }, inputs) {
    const [channels, height, width] = pairShape(kind, source, inputs);
    const [rows, columns] = counted;
    checkWhole(kind, 'counts of places', counted, 1);
    if (rows > height - windowMargin || columns > width - windowMargin) {
      const places = `${width - windowMargin}x${height - windowMargin}`;
      throw graphError(
        `${kind} over ${columns}x${rows} places found photos of ${width}x${height}, which have ${places}.`,
      );
    }
    return [channels, Math.ceil(rows / ssimPart.rows), Math.ceil(columns / ssimPart.columns), 2];
  },

  cost({ source, counted: [rows, columns] }, inputs, output) {
    // Two sums of 11 products for each of four quantities, and about 20 operations for the index.
    const places = output[0] * rows * columns;
    return { flops: (2 * 4 * 21 + 20) * places, bytes: pairBytes(source, inputs) + float32Bytes([output]) };
  },
};

/** The index and the contrast-structure term of one window; neither exceeds 1 in magnitude. */
function similarity(read: PairReader, channel: number, top: number, left: number, clamped: boolean) {
  let [meanX, meanY, squareX, squareY, product] = [0, 0, 0, 0, 0];
  for (let row = 0; row <= windowMargin; row++) {
    for (let column = 0; column <= windowMargin; column++) {
      const [x, y] = read(channel, top + row, left + column);
      const weight = ssimTaps[Math.abs(row - 5)] * ssimTaps[Math.abs(column - 5)];
      meanX += weight * x;
      meanY += weight * y;
      squareX += weight * x * x;
      squareY += weight * y * y;
      product += weight * x * y;
    }
  }
  const variances = squareX - meanX ** 2 + (squareY - meanY ** 2);
  const covariance = product - meanX * meanY;
  const quotient = (2 * covariance + ssimC2) / (variances + ssimC2);
  const contrast = clamped ? Math.max(quotient, 0) : quotient;
  const luminance = (2 * meanX * meanY + ssimC1) / (meanX ** 2 + meanY ** 2 + ssimC1);
  return { index: luminance * contrast, contrast };
}

export const ssimSumsReference: Reference<SsimSums> = async (operator, inputs) => {
  const shapes = inputs.map(({ shape }) => shape);
  const read = pairReader(operator.source, inputs);
  const result = emptySum(ssimSumsRules.outputShape(operator, shapes));
  const [channels, partRows, partColumns] = result.output.shape;
  const [rows, columns] = operator.counted;
  for (let place = 0; place < channels * rows * columns; place++) {
    const column = place % columns;
    const row = Math.floor(place / columns) % rows;
    const channel = Math.floor(place / (rows * columns));
    const part = (channel * partRows + Math.floor(row / ssimPart.rows)) * partColumns;
    const at = 2 * (part + Math.floor(column / ssimPart.columns));
    const { index, contrast } = similarity(read, channel, row, column, operator.clamped);
    result.output.data[at] += index;
    result.output.data[at + 1] += contrast;
    result.magnitude[at]++;
    result.magnitude[at + 1]++;
  }
  return result;
};
