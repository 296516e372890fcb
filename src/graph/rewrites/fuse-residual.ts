/** Moves additions into the epilogues of products, which saves a pass over the activations for each. */
import type { Graph } from '../graph.ts';
import type { OperatorKind } from '../operators/index.ts';
import { formatShape } from '../tensor.ts';
import { endsInSum, mergeNodes } from './merge.ts';

/** Operators that can add a residual, with the number of inputs that precede it. */
const withResidual: Readonly<Partial<Record<OperatorKind, number>>> = { conv2d: 1, linear: 1, matmul: 2 };

/** Moves an addition into the product that computes one of its operands; the other operand becomes the residual. */
export function fuseResidual(graph: Graph): Graph {
  return mergeNodes(graph, (node, producer) => {
    if (node.operator.kind !== 'binary' || node.operator.function !== 'add') return null;
    // A residual has the shape of the result; a smaller operand would have to be broadcast.
    if (node.inputs.some(({ shape }) => formatShape(shape) !== formatShape(node.output.shape))) return null;
    for (const [i, operand] of node.inputs.entries()) {
      const before = producer(operand);
      if (before === null || before.inputs.length !== withResidual[before.operator.kind]) continue;
      if (!endsInSum(before.operator)) continue;
      const operator = { ...before.operator, activation: node.operator.activation };
      const inputs = [...before.inputs, node.inputs[1 - i]];
      return { absorbed: before, node: { ...before, operator, inputs, output: node.output } };
    }
    return null;
  });
}
