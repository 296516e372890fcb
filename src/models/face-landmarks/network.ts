/** The landmark network: four densely connected blocks of depthwise separable convolutions, each of which halves the maps. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { conv2d, globalAveragePool, linear, relu } from '../../graph/layers.ts';
import type { Value } from '../../graph/tensor.ts';
import { landmarkCount } from '../landmarks.ts';
import type { WeightSource } from '../weight-source.ts';
import { side } from './input.ts';

const widths = [32, 64, 128, 256];

/** TensorFlow's SAME padding: when it halves an even size, it pads only at the right and bottom. */
const whole = { stride: 1, padding: 1 } as const;
const halving = { stride: 2, padding: [0, 0, 1, 1] } as const;

class Layers {
  readonly net = new GraphBuilder();
  readonly #weights: WeightSource;

  constructor(weights: WeightSource) {
    this.#weights = weights;
  }

  full(name: string, x: Value, outputs: number): Value {
    return conv2d(this.net, name, x, {
      ...halving,
      weight: this.#weights.constant(`${name}.weight`, [outputs, x.shape[1], 3, 3]),
      bias: this.#weights.constant(`${name}.bias`, [outputs]),
    });
  }

  separable(name: string, x: Value, outputs: number, window: typeof whole | typeof halving, residual?: Value): Value {
    const [, channels] = x.shape;
    const maps = conv2d(this.net, `${name}.depthwise`, x, {
      ...window,
      groups: channels,
      weight: this.#weights.constant(`${name}.depthwise.weight`, [channels, 1, 3, 3]),
    });
    const weight = this.#weights.constant(`${name}.pointwise.weight`, [outputs, channels, 1, 1]);
    return conv2d(this.net, name, maps, { weight, bias: this.#weights.constant(`${name}.bias`, [outputs]) }, residual);
  }

  /** The sum of all four convolutions, each of which takes the sum of the previous ones. */
  block(name: string, x: Value, outputs: number, isFirst: boolean): Value {
    const first = isFirst
      ? this.full(`${name}.conv0`, x, outputs)
      : this.separable(`${name}.conv0`, x, outputs, halving);
    let sum = relu(this.net, `${name}.relu0`, first);
    let seen = sum;
    for (const i of [1, 2, 3]) {
      sum = this.separable(`${name}.conv${i}`, seen, outputs, whole, sum);
      seen = relu(this.net, `${name}.relu${i}`, sum);
    }
    return seen;
  }

  places(x: Value): Value {
    const outputs = 2 * landmarkCount;
    return linear(this.net, 'places', x, {
      weight: this.#weights.constant('fc.weight', [outputs, x.shape[1]]),
      bias: this.#weights.constant('fc.bias', [outputs]),
    });
  }
}

/** Input 'faces' [N,3,112,112] as `faceInput` makes it. Output 'places' [N,136]: x and y of each landmark in the square, 0..1. */
export function landmarkGraph(weights: WeightSource, batch: number): Graph {
  const layers = new Layers(weights);
  let maps = layers.net.input('faces', [batch, 3, side, side]);
  for (const [i, outputs] of widths.entries()) maps = layers.block(`dense${i}`, maps, outputs, i === 0);
  return layers.net.build([layers.places(globalAveragePool(layers.net, 'pool', maps))]);
}
