/**
 * A network as plain data: values (activation tensors), and nodes in the order of execution, each with an operator that carries
 * its own weights. Nothing here depends on a GPU; kernels and rewrites only read this data or build a new graph.
 */
import type { Operator } from './operators/index.ts';
import type { Value } from './tensor.ts';

export interface Node {
  /** Unique within a graph; the layer's name in the checkpoint where it has one. */
  readonly name: string;
  readonly operator: Operator;
  /** The activations it reads, in the order that the operator documents. */
  readonly inputs: readonly Value[];
  readonly output: Value;
}

export interface Graph {
  readonly inputs: readonly Value[];
  /** Topological order: a node stands after every node whose output it reads. */
  readonly nodes: readonly Node[];
  readonly outputs: readonly Value[];
}
