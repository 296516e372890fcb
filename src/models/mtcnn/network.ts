/**
 * MTCNN's four networks according to their prototxts. Values and tensors have the names of Caffe's layers after the file's: det1
 * proposes, det2 refines, det3 decides and finds five points, det4 corrects the points. All take pictures with width and height
 * exchanged, R, G, B from -1 to 1 (see sampling.ts), as in their training.
 */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { add, concat, conv2d, linear, maxPool, multiply, prelu, reshape, softmax } from '../../graph/layers.ts';
import type { Value } from '../../graph/tensor.ts';
import { joined, type WeightSource } from '../weight-source.ts';
import { decidedSide, patchSide, refinedSide, tileSide } from './sides.ts';

export const pointCount = 5;

class Layers {
  readonly net = new GraphBuilder();
  readonly #weights: WeightSource;

  constructor(weights: WeightSource) {
    this.#weights = weights;
  }

  conv(name: string, x: Value, outputs: number, side: number): Value {
    return conv2d(this.net, name, x, {
      weight: this.#weights.constant(`${name}.0`, [outputs, x.shape[1], side, side]),
      bias: this.#weights.constant(`${name}.1`, [outputs]),
    });
  }

  prelu(name: string, x: Value): Value {
    return prelu(this.net, name, x, this.#weights.constant(`${name}.0`, [x.shape[1]]));
  }

  full(name: string, x: Value, outputs: number): Value {
    const [batch, ...sides] = x.shape;
    const length = sides.reduce((product, side) => product * side, 1);
    return linear(this.net, name, reshape(this.net, `${name}.in`, x, [batch, length]), {
      weight: this.#weights.constant(`${name}.0`, [outputs, length]),
      bias: this.#weights.constant(`${name}.1`, [outputs]),
    });
  }

  pool(name: string, x: Value, kernel: number): Value {
    return maxPool(this.net, name, x, { kernel, stride: 2, rounding: 'ceil' });
  }

  /** A convolution of each point's own patch, and its slopes: layers NAME_1 to NAME_5 as one with five groups. */
  pointConv(number: number, x: Value, outputs: number, side: number): Value {
    const each = (blob: string, shape: readonly number[]) =>
      joined(points.map((point) => this.#weights.constant(`det4.${blob.replace('*', `_${point}`)}`, shape)));
    const maps = conv2d(this.net, `det4.conv${number}`, x, {
      weight: each(`conv${number}*.0`, [outputs, x.shape[1] / pointCount, side, side]),
      bias: each(`conv${number}*.1`, [outputs]),
      groups: pointCount,
    });
    return prelu(this.net, `det4.prelu${number}`, maps, each(`prelu${number}*.0`, [outputs]));
  }
}

const points = Array.from({ length: pointCount }, (_, i) => i + 1);

/**
 * Classifies every 12x12 pixels at a stride of 2. Nothing beyond the picture may win a maximum, since Caffe's last pooling window
 * over an odd number of columns covers only one. `hidden` is 0, or far below 0 where a position of conv1 covers anything beyond
 * the picture; `kept` is 1, or 0 where a window covers nothing else, so that no huge number reaches the layers that follow.
 */
function addProposals(layers: Layers, batch: number): readonly Value[] {
  const { net } = layers;
  const tiles = net.input('tiles', [batch, 3, tileSide, tileSide]);
  const first = layers.prelu('det1.PReLU1', layers.conv('det1.conv1', tiles, 10, 3));
  const seen = add(net, 'det1.seen', first, net.input('hidden', [batch, 1, tileSide - 2, tileSide - 2]));
  const pooled = layers.pool('det1.pool1', seen, 2);
  const kept = net.input('kept', [batch, 1, pooled.shape[2], pooled.shape[3]]);
  const second = layers.conv('det1.conv2', multiply(net, 'det1.kept', pooled, kept), 16, 3);
  const third = layers.conv('det1.conv3', layers.prelu('det1.PReLU2', second), 32, 3);
  const maps = layers.prelu('det1.PReLU3', third);
  return [
    softmax(net, 'det1.prob1', layers.conv('det1.conv4-1', maps, 2, 1), 1),
    layers.conv('det1.conv4-2', maps, 4, 1),
  ];
}

function addRefinement(layers: Layers, batch: number): readonly Value[] {
  let maps = layers.net.input('refined', [batch, 3, refinedSide, refinedSide]);
  maps = layers.pool('det2.pool1', layers.prelu('det2.prelu1', layers.conv('det2.conv1', maps, 28, 3)), 3);
  maps = layers.pool('det2.pool2', layers.prelu('det2.prelu2', layers.conv('det2.conv2', maps, 48, 3)), 3);
  maps = layers.prelu('det2.prelu3', layers.conv('det2.conv3', maps, 64, 2));
  const features = layers.prelu('det2.prelu4', layers.full('det2.conv4', maps, 128));
  const face = softmax(layers.net, 'det2.prob1', layers.full('det2.conv5-1', features, 2), 1);
  return [face, layers.full('det2.conv5-2', features, 4)];
}

function addDecision(layers: Layers, batch: number): readonly Value[] {
  let maps = layers.net.input('decided', [batch, 3, decidedSide, decidedSide]);
  maps = layers.pool('det3.pool1', layers.prelu('det3.prelu1', layers.conv('det3.conv1', maps, 32, 3)), 3);
  maps = layers.pool('det3.pool2', layers.prelu('det3.prelu2', layers.conv('det3.conv2', maps, 64, 3)), 3);
  maps = layers.pool('det3.pool3', layers.prelu('det3.prelu3', layers.conv('det3.conv3', maps, 64, 3)), 2);
  maps = layers.prelu('det3.prelu4', layers.conv('det3.conv4', maps, 128, 2));
  const features = layers.prelu('det3.prelu5', layers.full('det3.conv5', maps, 256));
  const face = softmax(layers.net, 'det3.prob1', layers.full('det3.conv6-1', features, 2), 1);
  return [face, layers.full('det3.conv6-2', features, 4), layers.full('det3.conv6-3', features, 2 * pointCount)];
}

function addCorrection(layers: Layers, batch: number): readonly Value[] {
  let maps = layers.net.input('patches', [batch, 3 * pointCount, patchSide, patchSide]);
  maps = layers.pool('det4.pool1', layers.pointConv(1, maps, 28, 3), 3);
  maps = layers.pool('det4.pool2', layers.pointConv(2, maps, 48, 3), 3);
  maps = layers.pointConv(3, maps, 64, 2);
  const features = layers.prelu('det4.prelu4', layers.full('det4.fc4', maps, 256));
  const places = points.map((point) => {
    const own = layers.prelu(`det4.prelu4_${point}`, layers.full(`det4.fc4_${point}`, features, 64));
    return layers.full(`det4.fc5_${point}`, own, 2);
  });
  return [concat(layers.net, 'det4.fc5', places, 1)];
}

const nets = { proposals: addProposals, refinement: addRefinement, decision: addDecision, correction: addCorrection };

export type Net = keyof typeof nets;

/** The number of pictures in a run of each network: about what a photo of one face needs. */
export const batches: Readonly<Record<Net, number>> = { proposals: 4, refinement: 16, decision: 4, correction: 4 };

/**
 * One of the networks. Inputs, for `batch` pictures:
 *
 * - proposals: 'tiles' [N,3,106,106], 'hidden' [N,1,104,104], 'kept' [N,1,52,52]
 * - refinement: 'refined' [N,3,24,24]; decision: 'decided' [N,3,48,48]
 * - correction: 'patches' [N,15,24,24], three planes for each point
 *
 * Outputs: 'det1.prob1' [N,2,48,48], 'det2.prob1' and 'det3.prob1' [N,2], the probabilities of no face and a face; 'det1.conv4-2'
 * [N,4,48,48], 'det2.conv5-2' and 'det3.conv6-2' [N,4], the offsets of left, top, right and bottom relative to the box's sides;
 * 'det3.conv6-3' [N,10], five x and five y relative to the box's sides; 'det4.fc5' [N,10], x and y of each point relative to its
 * patch's sides.
 */
export function netGraph(net: Net, weights: WeightSource, batch: number): Graph {
  const layers = new Layers(weights);
  return layers.net.build(nets[net](layers, batch));
}

/** All four networks, with `runs` runs of each at once. */
export function cascadeGraph(weights: WeightSource, runs: number): Graph {
  const layers = new Layers(weights);
  return layers.net.build(Object.entries(nets).flatMap(([net, addTo]) => addTo(layers, runs * batches[net as Net])));
}
