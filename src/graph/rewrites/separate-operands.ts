import type { Graph, Node } from '../graph.ts';
import { isView } from '../operators/index.ts';
import type { Slice } from '../operators/nn/slice.ts';
import type { Value } from '../tensor.ts';

/** Everything of the value, as an operator. */
function copyOf({ shape }: Value): Slice {
  return { kind: 'slice', ranges: shape.map((end) => ({ start: 0, end, step: 1 })) };
}

/**
 * Gives a node that reads one value twice, such as a square, a copy for the second reading: activations are bound as writable,
 * and WebGPU refuses a dispatch with two writable bindings of the same bytes. A view has the bytes of what it is a view of.
 */
export function separateOperands(graph: Graph): Graph {
  const roots = new Map<Value, Value>();
  const rootOf = (value: Value): Value => roots.get(value) ?? value;
  const nodes = graph.nodes.flatMap((node): readonly Node[] => {
    if (isView(node.operator)) roots.set(node.output, rootOf(node.inputs[0]));
    const copies: Node[] = [];
    const inputs = node.inputs.map((input, i) => {
      if (!node.inputs.slice(0, i).some((earlier) => rootOf(earlier) === rootOf(input))) return input;
      const name = `${node.name}.copy${i}`;
      const output: Value = { kind: 'value', name, shape: input.shape };
      copies.push({ name, operator: copyOf(input), inputs: [input], output });
      return output;
    });
    return copies.length === 0 ? [node] : [...copies, { ...node, inputs }];
  });
  return { ...graph, nodes };
}
