/** The graphs that are run, and the one that is benchmarked. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { concat, constant, reshape, slice, softmax } from '../../graph/layers.ts';
import type { Constant, Value } from '../../graph/tensor.ts';
import { hashedPositions, patchGrid } from '../../image/patch-grid.ts';
import type { WeightSource } from '../weight-source.ts';
import { addPatchVectors, addTransformer, type Gelu, widthsOf } from './network.ts';
import { patchSide } from './protocol.ts';

/** The patches of one run of the convolutions, whose activations are 240 times as large as a patch's vector. */
export const patchesAtOnce = 64;

/** Input 'patches' [N,3,32,32]; output 'vectors' [N,width]. */
export function patchGraph(weights: WeightSource, count: number): Graph {
  const net = new GraphBuilder();
  const patches = net.input('patches', [count, 3, patchSide, patchSide]);
  return net.build([addPatchVectors(net, weights, patches)]);
}

/**
 * Inputs 'vectors' [1,P,width], 'positions' and 'scales' [1,P], and 'counts' [1], the number of tokens that count: those vectors
 * and the class token. Output 'score' [1,1] or 'distribution' [1,outputs].
 */
export function transformerGraph(weights: WeightSource, count: number, gelu: Gelu): Graph {
  const net = new GraphBuilder();
  const vectors = net.input('vectors', [1, count, widthsOf(weights).width]);
  const places = {
    positions: net.input('positions', [1, count]),
    scales: net.input('scales', [1, count]),
    counts: net.input('counts', [1]),
  };
  return net.build([withDistribution(net, addTransformer(net, weights, vectors, places, gelu))]);
}

function withDistribution(net: GraphBuilder, votes: Value): Value {
  return votes.shape[1] === 1 ? votes : softmax(net, 'distribution', votes, 1);
}

/** The scales of a photo of 1024x768. */
const usualScales = [
  { width: 224, height: 168 },
  { width: 384, height: 288 },
  { width: 1024, height: 768 },
];

/**
 * Both halves for photos of 1024x768, without the padding that serves other sizes. Input 'crops' [N,918,3,32,32]; output 'score'
 * [N,1] or 'distribution' [N,outputs].
 */
export function wholeGraph(weights: WeightSource, batch: number): Graph {
  const net = new GraphBuilder();
  const { cells, width } = widthsOf(weights);
  const grids = usualScales.map((size) => patchGrid(size, patchSide));
  const positions = grids.flatMap((grid) => hashedPositions(grid, cells));
  const scales = grids.flatMap(({ rows, columns }, scale) => Array<number>(rows * columns).fill(scale));
  const count = positions.length;
  const crops = net.input('crops', [batch, count, 3, patchSide, patchSide]);
  const patches = reshape(net, 'patches', crops, [batch * count, 3, patchSide, patchSide]);
  const parts: Value[] = [];
  for (let start = 0; start < batch * count; start += patchesAtOnce) {
    const end = Math.min(start + patchesAtOnce, batch * count);
    const part = slice(net, `patches.${start}`, patches, { 0: { start, end } });
    parts.push(addPatchVectors(net, weights, part, `${start}.`));
  }
  const vectors = reshape(net, 'vectors', concat(net, 'vectors.rows', parts, 0), [batch, count, width]);
  const places = {
    positions: constant(net, 'positions', ofNumbers('positions of a usual photo', positions, batch)),
    scales: constant(net, 'scales', ofNumbers('scales of a usual photo', scales, batch)),
  };
  return net.build([withDistribution(net, addTransformer(net, weights, vectors, places, 'gelu'))]);
}

function ofNumbers(key: string, numbers: readonly number[], batch: number): Constant {
  const values = Float32Array.from({ length: batch * numbers.length }, (_, i) => numbers[i % numbers.length]!);
  return { key: `${key}, ${batch}`, shape: [batch, numbers.length], read: async () => values };
}
