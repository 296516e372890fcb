/** Moves activations into the epilogues of the nodes before them, so that results are stored once, already activated. */
import type { Graph } from '../graph.ts';
import type { Operator } from '../operators/index.ts';
import { endsInSum, mergeNodes } from './merge.ts';

/** `before` with the function of `last` in its epilogue; null when it cannot take it. */
function fused(before: Operator, last: Operator): Operator | null {
  if (!endsInSum(before)) return null;
  if (last.kind === 'unary') return { ...before, activation: last.function };
  // Slopes per channel, or one for all; slopes per element would have three dimensions here.
  const slopes = before.kind === 'conv2d' && last.kind === 'prelu' && last.slope.shape.length === 1;
  return slopes ? { ...before, slope: last.slope } : null;
}

/** Moves an elementwise function into the epilogue of the node before it, where its operator has one. */
export function fuseActivation(graph: Graph): Graph {
  return mergeNodes(graph, (node, producer) => {
    if (node.operator.kind !== 'unary' && node.operator.kind !== 'prelu') return null;
    const before = producer(node.inputs[0]);
    const operator = before === null ? null : fused(before.operator, node.operator);
    if (before === null || operator === null) return null;
    return { absorbed: before, node: { ...before, operator, output: node.output } };
  });
}
