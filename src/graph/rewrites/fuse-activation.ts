import type { Graph } from '../graph.ts';
import { mergeNodes } from './merge.ts';

/** Puts a ReLU or sigmoid into the epilogue of the node before it, where its operator has one. */
export function fuseActivation(graph: Graph): Graph {
  return mergeNodes(graph, (node, producer) => {
    if (node.operator.kind !== 'activate') return null;
    const before = producer(node.inputs[0]);
    if (before === null || !('activation' in before.operator) || before.operator.kind === 'activate') return null;
    if (before.operator.activation !== 'none') return null;
    const operator = { ...before.operator, activation: node.operator.activation };
    return { absorbed: before, node: { ...before, operator, output: node.output } };
  });
}
