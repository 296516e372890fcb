/**
 * dlib's face recognition network (D. King, 2017), a ResNet of 29 convolutions, as in face-api.js. It maps every face to a
 * descriptor of 128 numbers; those of one person are close to each other. A block that halves the maps matches its shortcut by
 * average pooling and zero channels, so only convolutions have weights.
 */
import type { GraphBuilder } from '../../graph/builder.ts';
import { add, averagePool, concat, constant, conv2d, globalAveragePool, maxPool, relu } from '../../graph/layers.ts';
import { type Constant, elementCount, type Shape, type Value } from '../../graph/tensor.ts';
import { normalisation } from '../../image/normalisation.ts';
import { derived, type WeightSource } from '../weight-source.ts';

export const descriptorLength = 128;

/** The blocks of a stage have one width; a first block whose name ends with `down` halves the maps. */
const stages: readonly { readonly width: number; readonly blocks: readonly string[] }[] = [
  { width: 32, blocks: ['1', '2', '3'] },
  { width: 64, blocks: ['down', '1', '2', '3'] },
  { width: 128, blocks: ['down', '1', '2'] },
  { width: 256, blocks: ['down', '1', '2', 'down_out'] },
];

export interface DescriptorMaps {
  /** The output of every block, by the block's name: [N,C,H,W]. */
  readonly blocks: ReadonlyMap<string, Value>;
  /** The mean of the last maps over all positions: [N,256]. */
  readonly features: Value;
}

/** The network's normalisation for `rgbCrops`: bytes minus the mean of faces, divided by 255. */
export const descriptorInput = normalisation(
  [122.782, 117.001, 104.298].map((mean) => mean / 255),
  [1, 1, 1],
);

/** Input: faces [N,3,150,150]. Each value has the name of its block ('conv64_down'). */
export function addDescriptorNetwork(net: GraphBuilder, weights: WeightSource, faces: Value): DescriptorMaps {
  const stem = relu(
    net,
    'conv32_down.relu',
    scaledConv(net, weights, 'conv32_down', faces, 32, { side: 7, stride: 2 }),
  );
  const maps = new Map<string, Value>();
  let x = maxPool(net, 'pool', stem, { kernel: 3, stride: 2 });
  for (const { width, blocks } of stages) {
    for (const block of blocks) {
      const name = `conv${width}_${block}`;
      x = residualBlock(net, weights, name, x, width);
      maps.set(name, x);
    }
  }
  return { blocks: maps, features: globalAveragePool(net, 'features', x) };
}

/** The weight of the linear layer from features to descriptors: [128,256]. */
export function descriptorWeight(weights: WeightSource, features: Value): Constant {
  return weights.constant('fc.weight', [descriptorLength, features.shape[1]]);
}

function residualBlock(net: GraphBuilder, weights: WeightSource, name: string, x: Value, width: number): Value {
  const isHalving = name.includes('down');
  const window = isHalving ? { side: 3, stride: 2 } : { side: 3, padding: 1 };
  const first = relu(net, `${name}.relu1`, scaledConv(net, weights, `${name}.conv1`, x, width, window));
  const second = scaledConv(net, weights, `${name}.conv2`, first, width, { side: 3, padding: 1 });
  if (!isHalving) return relu(net, name, add(net, `${name}.add`, second, x));
  const halved = averagePool(net, `${name}.shortcut`, x, { kernel: 2, stride: 2 });
  // For an even size, average pooling has one output more than the convolution without padding.
  const shape = [x.shape[0], width, halved.shape[2], halved.shape[3]];
  return relu(net, name, add(net, `${name}.add`, grown(net, second, shape), grown(net, halved, shape)));
}

/** The value padded with zeros at the end of every axis, up to that shape. */
function grown(net: GraphBuilder, x: Value, shape: Shape): Value {
  return shape.reduce((value, size, axis) => {
    const missing = size - value.shape[axis];
    if (missing === 0) return value;
    const room = value.shape.with(axis, missing);
    const key = `zeros ${room}`;
    const zeros = constant(net, `${value.name}.zeros${axis}`, {
      key,
      shape: room,
      read: async () => new Float32Array(elementCount(room)),
    });
    return concat(net, `${value.name}.grown${axis}`, [value, zeros], axis);
  }, x);
}

interface Window {
  readonly side: number;
  readonly stride?: number;
  readonly padding?: number;
}

/** A convolution combined with the scale and shift after it, which remain of a BatchNorm. */
function scaledConv(
  net: GraphBuilder,
  weights: WeightSource,
  name: string,
  x: Value,
  outputs: number,
  { side, ...window }: Window,
): Value {
  const kernel = weights.constant(`${name}.conv.weight`, [outputs, x.shape[1], side, side]);
  const offset = weights.constant(`${name}.conv.bias`, [outputs]);
  const scale = weights.constant(`${name}.scale.weight`, [outputs]);
  const shift = weights.constant(`${name}.scale.bias`, [outputs]);
  const each = elementCount(kernel.shape) / outputs;
  const weight = derived(`${kernel.key} scaled`, kernel.shape, [kernel, scale], (values, scales) => {
    const scaled = new Float32Array(values.length);
    for (const [row, factor] of scales.entries()) {
      for (let i = row * each; i < (row + 1) * each; i++) scaled[i] = values[i]! * factor;
    }
    return scaled;
  });
  const bias = derived(`${offset.key} scaled`, offset.shape, [offset, scale, shift], (values, scales, shifts) =>
    values.map((value, i) => value * scales[i] + shifts[i]),
  );
  return conv2d(net, name, x, { ...window, weight, bias });
}
