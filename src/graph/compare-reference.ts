/** Compares an adapter's results with the float64 reference, layer by layer. */
import type { Graph } from './graph.ts';
import { rules } from './operators/index.ts';
import type { Inputs } from './program.ts';
import { runReference } from './run-reference.ts';
import type { Value } from './tensor.ts';

export interface LayerDifference {
  /** The layer's name. */
  readonly node: string;
  readonly operator: string;
  /** The largest absolute difference of an element, divided by the reference's largest magnitude. */
  readonly difference: number;
  /** The operator's own bound; undefined where the usual one applies. */
  readonly tolerance: number | undefined;
}

/** The same graph with every layer's value among its outputs, so that no rewrite merges a layer into another. */
export function withAllOutputs(graph: Graph): Graph {
  const outputs = new Map<string, Value>(graph.nodes.map(({ output }) => [output.name, output]));
  for (const output of graph.outputs) outputs.set(output.name, output);
  return { ...graph, outputs: [...outputs.values()] };
}

/**
 * Runs the graph on the CPU and compares every layer with the measured values. Slow: see `runReference`.
 * @param measured every layer's value, by name.
 * @param onLayer receives each difference as soon as it is known, in the order of execution.
 */
export async function compareWithReference(
  graph: Graph,
  inputs: Inputs,
  measured: Readonly<Record<string, Float32Array>>,
  onLayer: (difference: LayerDifference) => void,
): Promise<void> {
  const tensors = graph.inputs.map(({ name, shape }) => [name, { shape, data: Float64Array.from(inputs[name]) }]);
  await runReference(graph, Object.fromEntries(tensors), ({ operator, output }, result) => {
    const difference = relativeDifference(measured[output.name], result.output.data);
    onLayer({ node: output.name, operator: operator.kind, difference, tolerance: rules[operator.kind].tolerance });
  });
}

function relativeDifference(measured: Float32Array, reference: Float64Array): number {
  let largest = 0;
  let apart = 0;
  for (let i = 0; i < reference.length; i++) {
    largest = Math.max(largest, Math.abs(reference[i]));
    const difference = Math.abs(measured[i] - reference[i]);
    // Written so that NaN counts as infinitely far.
    if (!(difference <= apart)) apart = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return apart === 0 ? 0 : apart / (largest || 1);
}
