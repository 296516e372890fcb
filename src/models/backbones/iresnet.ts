/**
 * ResNet as used in face recognition (Deng et al., "ArcFace", CVPR 2019): blocks of two 3x3 convolutions with a normalisation
 * before the first, PReLU between them, and nothing after the addition. Depths and widths are those of the weights, so the same
 * code builds iResNet-18, -50 and -100.
 */
import type { GraphBuilder } from '../../graph/builder.ts';
import { add, batchNorm, conv2d, maxPool, prelu } from '../../graph/layers.ts';
import { elementCount, type Value } from '../../graph/tensor.ts';
import { bell, type Distribution, flat } from '../distribution.ts';
import type { TensorSpec } from '../layout.ts';
import type { WeightSource } from '../weight-source.ts';

export interface IResNetVariant {
  /** Blocks of each stage where the weights do not determine them. */
  readonly usualBlocks: readonly number[];
  readonly epsilon: number;
  /** Whether a block normalises between its first convolution and the PReLU. */
  readonly hasMiddleNorm: boolean;
  /** The shortcut of a block that halves the size and keeps the channels: a convolution, or every second pixel. */
  readonly halvesBy: 'convolution' | 'subsampling';
}

const usualStem = 64;
const usualWidths = [64, 128, 256, 512];

/** More than any network has in a stage. */
const mostBlocks = 200;

function blocksIn(weights: WeightSource, stage: string, usual: number): number {
  const isThere = (block: number) =>
    ['conv1', 'conv2'].some((conv) => weights.shapeOf(`${stage}.${block}.${conv}.weight`) !== undefined);
  let last = mostBlocks - 1;
  // Searches from the end, so that a block missing in the middle is requested, and reported.
  while (last >= 0 && !isThere(last)) last--;
  return last < 0 ? usual : last + 1;
}

/** Adds the normalisation of that name. Input: x [N,C,...]. */
export function addNorm(net: GraphBuilder, weights: WeightSource, name: string, x: Value, epsilon: number): Value {
  const channels = [x.shape[1]];
  return batchNorm(net, name, x, {
    mean: weights.constant(`${name}.running_mean`, channels),
    variance: weights.constant(`${name}.running_var`, channels),
    gamma: weights.constant(`${name}.weight`, channels),
    beta: weights.constant(`${name}.bias`, channels),
    epsilon,
  });
}

/**
 * Adds the network up to the last block, before the normalisation that follows it. Tensors have the names of PyTorch's
 * iresnet.py: `conv1`, `bn1`, `prelu`, `layer1.0.bn1` and so on; a block's output has the block's name. Input: faces [N,3,H,W].
 * Output: [N,C,H/16,W/16], rounded up at each of four halvings.
 */
export function addIResNet(net: GraphBuilder, weights: WeightSource, faces: Value, variant: IResNetVariant): Value {
  const { epsilon, hasMiddleNorm, halvesBy } = variant;
  const widthOf = (conv: string, usual: number) => weights.shapeOf(`${conv}.weight`)?.[0] ?? usual;
  const norm = (name: string, x: Value) => addNorm(net, weights, name, x, epsilon);
  const conv = (name: string, x: Value, width: number, side: number, stride: number) => {
    const weight = weights.constant(`${name}.weight`, [width, x.shape[1], side, side]);
    return conv2d(net, name, x, { weight, stride, padding: (side - 1) / 2 });
  };
  const slopes = (name: string, x: Value) => prelu(net, name, x, weights.constant(`${name}.weight`, [x.shape[1]]));

  const shortcut = (block: string, x: Value, width: number, stride: number): Value => {
    const name = `${block}.downsample`;
    const isAsWide = x.shape[1] === width;
    if (stride === 1 && isAsWide) return x;
    if (halvesBy === 'subsampling' && isAsWide) return maxPool(net, name, x, { kernel: 1, stride });
    return norm(`${name}.1`, conv(`${name}.0`, x, width, 1, stride));
  };

  const addBlock = (block: string, x: Value, width: number, stride: number): Value => {
    const first = conv(`${block}.conv1`, norm(`${block}.bn1`, x), width, 3, 1);
    const middle = slopes(`${block}.prelu`, hasMiddleNorm ? norm(`${block}.bn2`, first) : first);
    const second = norm(`${block}.bn3`, conv(`${block}.conv2`, middle, width, 3, stride));
    return add(net, block, second, shortcut(block, x, width, stride));
  };

  let features = slopes('prelu', norm('bn1', conv('conv1', faces, widthOf('conv1', usualStem), 3, 1)));
  for (const [i, usual] of variant.usualBlocks.entries()) {
    const stage = `layer${i + 1}`;
    const width = widthOf(`${stage}.0.conv1`, usualWidths[i]);
    const blocks = blocksIn(weights, stage, usual);
    for (let block = 0; block < blocks; block++) {
      features = addBlock(`${stage}.${block}`, features, width, block === 0 ? 2 : 1);
    }
  }
  return features;
}

/** The distribution of synthetic weights for networks built on it: every layer preserves the scale. */
export function iResNetDistribution({ name, shape }: TensorSpec): Distribution | undefined {
  if (shape.length > 1) return bell(1 / elementCount(shape.slice(1)));
  // Normalisations' multipliers, and PReLU's slopes.
  return name.endsWith('.weight') ? flat(0.5, 0.5) : undefined;
}
