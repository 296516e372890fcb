/**
 * VGGFace2's ResNet-50 in Keras (Cao et al. 2018), in which a block's first 1x1 convolution has the stride, followed by
 * FaceQnet's linear layers.
 */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { add, averagePool, batchNorm, conv2d, linear, maxPool, relu, reshape } from '../../graph/layers.ts';
import type { Sides } from '../../graph/operators/operator.ts';
import type { Value } from '../../graph/tensor.ts';
import type { WeightSource } from '../weight-source.ts';
import { activationsKey, activationsOf, usualActivations } from './head.ts';
import { faceSide } from './protocol.ts';

/** Keras's default. */
const epsilon = 1e-3;
const usualStem = 64;
const usualHidden = 512;
/**
 * Depths, where the weights do not determine them. The stages' blocks are 64, 128, 256 and 512 wide, and output four times as
 * many channels.
 */
const usualBlocks = [3, 4, 6, 3];
/** More than any network has in a stage. */
const mostBlocks = 60;

/** Input 'crops' [N,3,224,224], B, G, R in 0..255. Output 'score' [N,1], about 0 to 1. */
export function faceQnetGraph(weights: WeightSource, batch: number): Graph {
  const net = new GraphBuilder();
  const maps = addBody(net, weights, net.input('crops', [batch, 3, faceSide, faceSide]));
  const means = averagePool(net, 'avg_pool', maps, { kernel: 7, stride: 7 });
  let x = reshape(net, 'flatten', means, [batch, maps.shape[1]]);
  const activations = activationsOf(weights.fact(activationsKey) ?? usualActivations);
  activations.forEach((activation, i) => {
    const last = i === activations.length - 1;
    const name = `head.${i}`;
    const outputs = last ? 1 : (weights.shapeOf(`${name}.weight`)?.[0] ?? usualHidden);
    const weight = weights.constant(`${name}.weight`, [outputs, x.shape[1]]);
    const bias = weights.constant(`${name}.bias`, [outputs]);
    x = linear(net, last ? 'score' : name, x, { weight, bias, activation });
  });
  return net.build([x]);
}

/** Input: x [N,3,224,224]. Output: [N,C,7,7]. */
function addBody(net: GraphBuilder, weights: WeightSource, x: Value): Value {
  const widthOf = (conv: string, usual: number) => weights.shapeOf(`${conv}.weight`)?.[0] ?? usual;
  const convNorm = (
    name: string,
    input: Value,
    usual: number,
    side: number,
    stride: number,
    padding: number | Sides,
  ) => {
    const outputs = widthOf(name, usual);
    const weight = weights.constant(`${name}.weight`, [outputs, input.shape[1], side, side]);
    return batchNorm(net, `${name}.bn`, conv2d(net, name, input, { weight, stride, padding }), {
      mean: weights.constant(`${name}.bn.running_mean`, [outputs]),
      variance: weights.constant(`${name}.bn.running_var`, [outputs]),
      gamma: weights.constant(`${name}.bn.weight`, [outputs]),
      beta: weights.constant(`${name}.bn.bias`, [outputs]),
      epsilon,
    });
  };
  const block = (name: string, input: Value, width: number, stride: number, isFirst: boolean): Value => {
    const reduced = relu(net, `${name}.relu1`, convNorm(`${name}_1x1_reduce`, input, width, 1, stride, 0));
    const middle = relu(net, `${name}.relu2`, convNorm(`${name}_3x3`, reduced, width, 3, 1, 1));
    const increased = convNorm(`${name}_1x1_increase`, middle, 4 * width, 1, 1, 0);
    const skip = isFirst ? convNorm(`${name}_1x1_proj`, input, 4 * width, 1, stride, 0) : input;
    return relu(net, name, add(net, `${name}.add`, increased, skip));
  };
  // TensorFlow's SAME padding: 224 pixels need 5 more rows, the odd one at the end.
  const stem = relu(net, 'conv1.relu', convNorm('conv1', x, usualStem, 7, 2, [2, 2, 3, 3]));
  let maps = maxPool(net, 'max_pool', stem, { kernel: 3, stride: 2 });
  usualBlocks.forEach((usual, i) => {
    const stage = `conv${i + 2}`;
    for (let number = 1; number <= blocksIn(weights, stage, usual); number++) {
      const isFirst = number === 1;
      maps = block(`${stage}_${number}`, maps, 64 * 2 ** i, isFirst && i > 0 ? 2 : 1, isFirst);
    }
  });
  return maps;
}

function blocksIn(weights: WeightSource, stage: string, usual: number): number {
  let last = mostBlocks;
  // Searches from the end, so that a block missing in the middle is requested, and reported.
  while (last > 0 && weights.shapeOf(`${stage}_${last}_1x1_reduce.weight`) === undefined) last--;
  return last === 0 ? usual : last;
}
