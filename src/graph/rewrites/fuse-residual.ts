import type { Graph } from '../graph.ts';
import { formatShape } from '../tensor.ts';
import { mergeNodes } from './merge.ts';

/** Puts an addition into the convolution that makes one of its operands; the other becomes the residual. */
export function fuseResidual(graph: Graph): Graph {
  return mergeNodes(graph, (node, producer) => {
    if (node.operator.kind !== 'binary' || node.operator.function !== 'add') return null;
    for (const [i, operand] of node.inputs.entries()) {
      const before = producer(operand);
      if (before?.operator.kind !== 'conv2d' || before.operator.activation !== 'none') continue;
      if (before.inputs.length > 1) continue;
      // The residual of a convolution has its shape; a smaller operand would have to be broadcast.
      if (node.inputs.some(({ shape }) => formatShape(shape) !== formatShape(node.output.shape))) continue;
      const operator = { ...before.operator, activation: node.operator.activation };
      const inputs = [before.inputs[0], node.inputs[1 - i]];
      return { absorbed: before, node: { ...before, operator, inputs, output: node.output } };
    }
    return null;
  });
}
