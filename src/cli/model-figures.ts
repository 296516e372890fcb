/** Computes a model's cost from its graph alone, without weights. */
import type { Graph } from '../graph/graph.ts';
import { cost } from '../graph/operators/index.ts';
import { optimise } from '../graph/rewrite.ts';
import { elementCount, type Value } from '../graph/tensor.ts';
import { layoutOf } from '../models/layout.ts';
import type { Model } from '../models/model.ts';

export interface ModelFigures {
  /** The number of values in its tensors, at its usual widths. */
  readonly parameters: number;
  /** For one crop or photo, by the direct algorithm. */
  readonly multiplyAdds: number;
  readonly inputs: readonly Value[];
  /** How many crops or photos are computed at once. */
  readonly usualBatch: number;
  readonly unit: 'crop' | 'photo';
}

/** The operations of the graph's layers by the direct algorithm, after the engine's rewrites; a multiply-add counts as two. */
export function graphFlops(graph: Graph): number {
  return optimise(graph).nodes.reduce((sum, node) => {
    const inputs = node.inputs.map((input) => input.shape);
    return sum + cost(node.operator, inputs, node.output.shape).flops;
  }, 0);
}

export async function figuresOf(model: Model): Promise<ModelFigures> {
  const { request, graph, unit, usualBatch } = await model.code();
  const layout = layoutOf((weights) => request(weights));
  const graphs: Graph[] = [];
  layoutOf((weights) => graphs.push(graph(weights, 1)));
  return {
    parameters: layout.reduce((sum, { shape }) => sum + elementCount(shape), 0),
    multiplyAdds: graphFlops(graphs[0]) / 2,
    inputs: graphs[0].inputs,
    usualBatch,
    unit,
  };
}
