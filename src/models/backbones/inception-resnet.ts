/** Inception-ResNet-v2 (Szegedy et al. 2016) without its classifier. Depths and widths are those of the weights. */
import type { GraphBuilder } from '../../graph/builder.ts';
import { add, averagePool, batchNorm, concat, conv2d, maxPool, relu } from '../../graph/layers.ts';
import type { Pair } from '../../graph/operators/operator.ts';
import type { Value } from '../../graph/tensor.ts';
import { multiplied, type WeightSource } from '../weight-source.ts';
import {
  type Branches,
  epsilon,
  final,
  type Layer,
  mixed5b,
  mixed6a,
  mixed7a,
  stages,
  stem,
} from './inception-resnet-layers.ts';

/**
 * Tensors have timm's names: `conv2d_1a.conv.weight`, `repeat.0.branch1.2.bn.running_mean`; a block's output has the block's
 * name. Weights without multipliers of normalisations (`bn.weight`), as in Keras's files, use 1.
 * @param x [N,3,H,W], values in -1..1, both sides 75 or more.
 * @returns [N,1536,H',W']: 5x5 for 224x224, 8x8 for 299x299, 10x14 for 384x512.
 */
export function addInceptionResNet(net: GraphBuilder, weights: WeightSource, x: Value): Value {
  const widthOf = (name: string, usual: number) => weights.shapeOf(`${name}.weight`)?.[0] ?? usual;
  const hasMultipliers = weights.shapeOf('conv2d_1a.bn.weight') !== undefined;

  const convNormRelu = (name: string, input: Value, { outputs: usual, window, stride = 1, isPadded }: Layer): Value => {
    const outputs = widthOf(`${name}.conv`, usual);
    const perOutput = (tensor: string) => weights.constant(`${name}.bn.${tensor}`, [outputs]);
    const padding: Pair = isPadded ? [(window[0] - 1) / 2, (window[1] - 1) / 2] : [0, 0];
    const product = conv2d(net, `${name}.conv`, input, {
      weight: weights.constant(`${name}.conv.weight`, [outputs, input.shape[1]!, ...window]),
      stride,
      padding,
    });
    const normalised = batchNorm(net, `${name}.bn`, product, {
      gamma: hasMultipliers ? perOutput('weight') : null,
      beta: perOutput('bias'),
      mean: perOutput('running_mean'),
      variance: perOutput('running_var'),
      epsilon,
    });
    return relu(net, name, normalised);
  };

  const pooled = (name: string, input: Value) => maxPool(net, name, input, { kernel: 3, stride: 2 });

  /** Concatenates the outputs of all branches along the channels. */
  const together = (block: string, name: string, input: Value, branches: Branches, others: readonly Value[] = []) => {
    const ends = branches.map((layers, branch) =>
      layers.reduce((maps: Value, layer, i) => {
        // In PyTorch a branch of one layer is not a sequence.
        const place = layers.length === 1 ? '' : `.${i}`;
        return convNormRelu(`${block}.branch${branch}${place}`, maps, layer);
      }, input),
    );
    return concat(net, name, [...ends, ...others], 1);
  };

  /** Adds the branches' output, scaled, to the input; the factor is multiplied into the last layer's weights. */
  const residual = (block: string, input: Value, branches: Branches, factor: number, isLast = false): Value => {
    const maps = together(block, `${block}.branches`, input, branches);
    const scaled = (name: string, shape: readonly number[]) => {
      const constant = weights.constant(name, shape);
      return factor === 1 ? constant : multiplied(constant, factor);
    };
    const channels = input.shape[1]!;
    const part = conv2d(net, `${block}.conv2d`, maps, {
      weight: scaled(`${block}.conv2d.weight`, [channels, maps.shape[1]!, 1, 1]),
      bias: scaled(`${block}.conv2d.bias`, [channels]),
    });
    const sum = add(net, isLast ? block : `${block}.sum`, part, input);
    return isLast ? sum : relu(net, block, sum);
  };

  const repeated = (name: string, input: Value): Value => {
    const { usual, branches, factor } = stages[name]!;
    const count = blocksIn(weights, name, usual);
    return Array.from({ length: count }, (_, i) => `${name}.${i}`).reduce(
      (maps, block) => residual(block, maps, branches, factor),
      input,
    );
  };

  const stemmed = stem.reduce(
    (maps: Value, entry) => (typeof entry === 'string' ? pooled(entry, maps) : convNormRelu(entry[0], maps, entry[1])),
    x,
  );
  const averaged = averagePool(net, 'mixed_5b.branch3.0', stemmed, {
    kernel: 3,
    stride: 1,
    padding: 1,
    countPadding: false,
  });
  const flat = convNormRelu('mixed_5b.branch3.1', averaged, mixed5b.pooled);
  const start = together('mixed_5b', 'mixed_5b', stemmed, mixed5b.branches, [flat]);
  const at35 = repeated('repeat', start);
  const down17 = together('mixed_6a', 'mixed_6a', at35, mixed6a, [pooled('mixed_6a.branch2', at35)]);
  const at17 = repeated('repeat_1', down17);
  const down8 = together('mixed_7a', 'mixed_7a', at17, mixed7a, [pooled('mixed_7a.branch3', at17)]);
  const at8 = residual('block8', repeated('repeat_2', down8), stages.repeat_2!.branches, 1, true);
  return convNormRelu('conv2d_7b', at8, final);
}

/** More than any network has in a stage. */
const mostBlocks = 200;

/** Searches from the end, so that a block missing in the middle is requested, and reported. */
function blocksIn(weights: WeightSource, stage: string, usual: number): number {
  let last = mostBlocks - 1;
  while (last >= 0 && weights.shapeOf(`${stage}.${last}.conv2d.weight`) === undefined) last--;
  return last < 0 ? usual : last + 1;
}
