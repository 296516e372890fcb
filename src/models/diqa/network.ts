/** The network DIQA: eight convolutions, the mean over the photo, and linear layers. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { conv2d, globalAveragePool, linear } from '../../graph/layers.ts';
import { samePadding } from '../../graph/same-padding.ts';
import type { Size } from '../../image/protocols/protocol.ts';
import type { WeightSource } from '../weight-source.ts';
import { planKey, planOf, strides } from './plans.ts';

/** Where the weights do not determine them. */
const usualWidths = [48, 48, 64, 64, 64, 64, 128, 128];
const usualHidden = [128, 128];
/** The most linear layers that are searched for in a file. */
const mostLinear = 4;

/** Input 'crops' [N,1,H,W], a photo's detail. Output 'score' [N,1]. */
export function diqaGraph(weights: WeightSource, batch: number, { width, height }: Size): Graph {
  const net = new GraphBuilder();
  let maps = net.input('crops', [batch, 1, height, width]);
  for (const [i, stride] of strides[planOf(weights.fact(planKey))].entries()) {
    const name = `conv${i + 1}`;
    const outputs = weights.shapeOf(`${name}.weight`)?.[0] ?? usualWidths[i]!;
    const [top, bottom] = samePadding(maps.shape[2]!, 3, stride);
    const [left, right] = samePadding(maps.shape[3]!, 3, stride);
    maps = conv2d(net, name, maps, {
      weight: weights.constant(`${name}.weight`, [outputs, maps.shape[1]!, 3, 3]),
      bias: weights.constant(`${name}.bias`, [outputs]),
      stride,
      padding: [top, left, bottom, right],
      activation: 'relu',
    });
  }
  let x = globalAveragePool(net, 'features', maps);
  const sizes = [...hiddenSizes(weights), 1];
  sizes.forEach((outputs, i) => {
    const last = i === sizes.length - 1;
    const weight = weights.constant(`dense.${i}.weight`, [outputs, x.shape[1]!]);
    const bias = weights.constant(`dense.${i}.bias`, [outputs]);
    x = linear(net, last ? 'score' : `dense.${i}`, x, { weight, bias, activation: last ? 'none' : 'relu' });
  });
  return net.build([x]);
}

/** The widths of the linear layers before the last one: the tutorial formerly had two of them, and now has one. */
function hiddenSizes(weights: WeightSource): readonly number[] {
  const places = Array.from({ length: mostLinear }, (_, i) => weights.shapeOf(`dense.${i}.weight`)?.[0]);
  const found = places.filter((size) => size !== undefined);
  return found.length === 0 ? usualHidden : found.slice(0, -1);
}
