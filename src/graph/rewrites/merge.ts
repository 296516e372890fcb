/** The traversal that the rewrites share: it merges a node with an earlier one whose only reader it is. */
import type { Graph, Node } from '../graph.ts';
import type { Operator } from '../operators/index.ts';
import type { Value } from '../tensor.ts';

/** An operator with an epilogue that does not yet apply an activation. */
export function endsInSum(operator: Operator): operator is Extract<Operator, { readonly activation: unknown }> {
  if (!('activation' in operator) || operator.activation !== 'none') return false;
  return operator.kind !== 'conv2d' || operator.slope === null;
}

/** The node that computes the value, provided that exactly one node and no output of the graph reads it; otherwise null. */
export type SoleProducer = (value: Value) => Node | null;

export interface Merged {
  /** Takes the place of the later of the two, so that everything it reads is computed before it. */
  readonly node: Node;
  /** The earlier node, which is removed. */
  readonly absorbed: Node;
}

function countReaders(graph: Graph): ReadonlyMap<Value, number> {
  const counts = new Map<Value, number>();
  for (const value of [...graph.nodes.flatMap((node) => node.inputs), ...graph.outputs]) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

/** Rebuilds the graph; for each node `merge` decides whether it absorbs an earlier one of the graph rebuilt so far. */
export function mergeNodes(graph: Graph, merge: (node: Node, producer: SoleProducer) => Merged | null): Graph {
  const readers = countReaders(graph);
  const rebuilt = new Map<Value, Node>();
  const producer: SoleProducer = (value) => (readers.get(value) === 1 ? (rebuilt.get(value) ?? null) : null);
  for (const node of graph.nodes) {
    const merged = merge(node, producer);
    if (merged !== null) rebuilt.delete(merged.absorbed.output);
    rebuilt.set(node.output, merged?.node ?? node);
  }
  return { ...graph, nodes: [...rebuilt.values()] };
}
