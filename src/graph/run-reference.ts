/** Runs a graph on the CPU in float64, node by node: the oracle for whole networks. */
import { HyperIqaError } from '../errors.ts';
import type { Graph, Node } from './graph.ts';
import { reference } from './operators/index.ts';
import type { HostTensor, ReferenceResult } from './operators/operator.ts';
import { formatShape, type Value } from './tensor.ts';

/**
 * Returns every output by name. Slow: about 10^8 multiply-adds a second.
 * @param inputs every input, by name.
 * @param onNode receives each node's result as soon as it is computed.
 * @throws HyperIqaError GRAPH when an input is missing or of another shape.
 */
export async function runReference(
  graph: Graph,
  inputs: Readonly<Record<string, HostTensor>>,
  onNode?: (node: Node, result: ReferenceResult) => void,
): Promise<Record<string, HostTensor>> {
  const tensors = new Map<Value, HostTensor>();
  for (const value of graph.inputs) {
    const tensor = inputs[value.name];
    if (tensor === undefined || formatShape(tensor.shape) !== formatShape(value.shape)) {
      const found = tensor === undefined ? 'nothing' : formatShape(tensor.shape);
      throw new HyperIqaError('GRAPH', `Input '${value.name}' must be ${formatShape(value.shape)}, found ${found}.`);
    }
    tensors.set(value, tensor);
  }
  const tensorOf = (value: Value): HostTensor => {
    const tensor = tensors.get(value);
    if (tensor !== undefined) return tensor;
    throw new HyperIqaError('GRAPH', `'${value.name}' is read before any node has made it.`);
  };
  for (const node of graph.nodes) {
    const result = await reference(node.operator, node.inputs.map(tensorOf));
    tensors.set(node.output, result.output);
    onNode?.(node, result);
  }
  return Object.fromEntries(graph.outputs.map((value) => [value.name, tensorOf(value)]));
}
