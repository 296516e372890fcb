/**
 * A network as plain data: values (activation tensors) and nodes in the order of execution, each with an operator that
 * carries its own weights. Nothing here knows a GPU; kernels and rewrites only read and rebuild this data.
 */
import type { Operator } from './operators/index.ts';
import type { Value } from './tensor.ts';

export interface Node {
  /** Unique within a graph: the layer's name in the checkpoint where it has one. */
  readonly name: string;
  readonly operator: Operator;
  /** Activations read, in the order that the operator states. */
  readonly inputs: readonly Value[];
  readonly output: Value;
}

export interface Graph {
  readonly inputs: readonly Value[];
  /** Topological order: a node stands after every node whose output it reads. */
  readonly nodes: readonly Node[];
  readonly outputs: readonly Value[];
}
