/** The networks CNNIQA++ and CNNIQA+, and how they are opened. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { concat, conv2d, linear, maxPool, reduce } from '../../graph/layers.ts';
import type { Value } from '../../graph/tensor.ts';
import { normalisedGrey, patchProtocol, patchSide } from '../cnniqa/patches.ts';
import { CropMetric } from '../crop-metric.ts';
import type { MetricCode } from '../metric.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { kinds, verdictOf } from './kinds.ts';

interface Layout {
  /** The kernels and kernel side of each convolution; maps are halved between two of them. */
  readonly convolutions: readonly (readonly [kernels: number, side: number])[];
  /** The widths of the two hidden layers. */
  readonly hidden: readonly [number, number];
}

/** Input 'crops' [N,1,32,32] as for CNNIQA. Outputs 'score' [N,1] and 'classes' [N,5], logits of the kinds of distortion. */
function graphOf({ convolutions, hidden }: Layout, weights: WeightSource, batch: number): Graph {
  const net = new GraphBuilder();
  const maps = convolutions.reduce(
    (x: Value, [kernels, side], i) => {
      const input = i === 0 ? x : maxPool(net, `pool${i}`, x, { kernel: 2, stride: 2 });
      return conv2d(net, `conv${i + 1}`, input, {
        weight: weights.constant(`conv${i + 1}.weight`, [kernels, input.shape[1]!, side, side]),
        bias: weights.constant(`conv${i + 1}.bias`, [kernels]),
      });
    },
    net.input('crops', [batch, 1, patchSide, patchSide]),
  );
  const layer = (tensor: string, name: string, x: Value, outputs: number, activation: 'relu' | 'none') =>
    linear(net, name, x, {
      weight: weights.constant(`${tensor}.weight`, [outputs, x.shape[1]!]),
      bias: weights.constant(`${tensor}.bias`, [outputs]),
      activation,
    });
  const extremes = [reduce(net, 'max', maps, 'max', [2, 3]), reduce(net, 'min', maps, 'min', [2, 3])];
  const first = layer('fc1', 'fc1', concat(net, 'extremes', extremes, 1), hidden[0], 'relu');
  const second = layer('fc2', 'fc2', first, hidden[1], 'relu');
  return net.build([
    layer('fc3_q', 'score', second, 1, 'none'),
    layer('fc3_d', 'classes', second, kinds.length, 'none'),
  ]);
}

function codeOf(layout: Layout): MetricCode {
  const graph = (weights: WeightSource, batch: number) => graphOf(layout, weights, batch);
  const usualBatch = 64;
  return {
    unit: 'crop',
    usualBatch,
    request: (weights) => void graph(weights, 1),
    graph,
    async open(compiler, { file, ...row }) {
      const weights = weightsOf(file);
      graph(weights, 1);
      return new CropMetric(compiler, {
        ...row,
        protocol: patchProtocol,
        input: normalisedGrey,
        largestBatch: usualBatch,
        hasFixedBatch: true,
        graph: (batch) => graph(weights, batch),
        describe: verdictOf,
      });
    },
  };
}

export const networks = {
  'cnniqa-plus-plus': codeOf({
    convolutions: [
      [8, 3],
      [50, 3],
    ],
    hidden: [128, 512],
  }),
  'cnniqa-plus': codeOf({ convolutions: [[50, 7]], hidden: [800, 800] }),
} as const;
