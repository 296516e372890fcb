/**
 * Sums a network's time by kind of layer, for comparison with other runtimes. Kinds are coarse, since what one runtime fuses with
 * a product another computes separately.
 */
import type { StepTime } from '../src/graph/program.ts';

/** The operators of our graphs and of ONNX; all others are `other`. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  convolution: ['conv2d', 'Conv', 'FusedConv'],
  product: ['linear', 'matmul', 'target-net', 'Gemm', 'MatMul', 'FusedMatMul'],
  pooling: ['pool2d', 'global-average-pool', 'MaxPool', 'AveragePool', 'GlobalAveragePool'],
};

/** Milliseconds by kind, longest first. */
export type KindTimes = Readonly<Record<string, number>>;

export function kindTimes(steps: readonly Pick<StepTime, 'operator' | 'milliseconds'>[]): KindTimes {
  const sums = new Map<string, number>();
  for (const { operator, milliseconds } of steps) {
    const kind = Object.keys(kinds).find((each) => kinds[each].includes(operator)) ?? 'other';
    sums.set(kind, (sums.get(kind) ?? 0) + milliseconds);
  }
  return Object.fromEntries([...sums].sort(([, a], [, b]) => b - a));
}
