/** Makes the activations that a node reads distinct buffers, as WebGPU requires of writable bindings. */
import type { Graph, Node } from '../graph.ts';
import { isView } from '../operators/index.ts';
import type { Slice } from '../operators/nn/slice.ts';
import type { Value } from '../tensor.ts';

/** An operator that copies the whole value. */
function copyOf({ shape }: Value): Slice {
  return { kind: 'slice', ranges: shape.map((end) => ({ start: 0, end, step: 1 })) };
}

/**
 * Inserts a copy where a node reads one value twice, as a square does: activations are bound as writable, and WebGPU rejects a
 * dispatch with two writable bindings of the same bytes. A view occupies the bytes of its source.
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
