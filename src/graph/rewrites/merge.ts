/** What the rewrites share: walking over a graph and putting two nodes, one the other's only reader, into one. */
import type { Graph, Node } from '../graph.ts';
import type { Operator } from '../operators/index.ts';
import type { Value } from '../tensor.ts';

/** An operator with an epilogue, in which no function of each element stands yet. */
export function endsInSum(operator: Operator): operator is Extract<Operator, { readonly activation: unknown }> {
  if (!('activation' in operator) || operator.activation !== 'none') return false;
  return operator.kind !== 'conv2d' || operator.slope === null;
}

/** The node that makes a value nothing else reads, neither another node nor the outside; null for every other value. */
export type SoleProducer = (value: Value) => Node | null;

export interface Merged {
  /** Stands where the later of the two stood, so that everything it reads is made before it. */
  readonly node: Node;
  /** The earlier node, which goes. */
  readonly absorbed: Node;
}

function countReaders(graph: Graph): ReadonlyMap<Value, number> {
  const counts = new Map<Value, number>();
  for (const value of [...graph.nodes.flatMap((node) => node.inputs), ...graph.outputs]) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

/** Rebuilds the graph; `merge` says for each node whether it takes in one before it (as rebuilt so far). */
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
