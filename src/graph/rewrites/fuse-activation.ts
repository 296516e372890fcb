import type { Graph } from '../graph.ts';
import { mergeNodes } from './merge.ts';

/** Puts a function of each element into the epilogue of the node before it, where its operator has one. */
export function fuseActivation(graph: Graph): Graph {
  return mergeNodes(graph, (node, producer) => {
    if (node.operator.kind !== 'unary') return null;
    const before = producer(node.inputs[0]);
    if (before === null || !('activation' in before.operator)) return null;
    if (before.operator.activation !== 'none') return null;
    const operator = { ...before.operator, activation: node.operator.function };
    return { absorbed: before, node: { ...before, operator, output: node.output } };
  });
}
