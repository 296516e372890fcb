/** Writes our graph as an ONNX file, so that other runtimes compute the same network with the same weights. */
import { basename } from 'node:path';
import { HyperIqaError } from '../../src/errors.ts';
import type { Graph } from '../../src/graph/graph.ts';
import type { Value } from '../../src/graph/tensor.ts';
import { writeFileWhole } from '../../src/platform/file-sink.ts';
import { OnnxDocument } from './document.ts';
import { formOf, type Named } from './forms.ts';

/**
 * Writes the graph as the model builds it, without the engine's rewrites, since a runtime has its own.
 * @param path of the .onnx file; the weights' values are written beside it, to the same name followed by `.data`.
 * @throws HyperIqaError USAGE for an operator without a form in ONNX, and for byte inputs; FILE.
 */
export async function writeOnnx(graph: Graph, path: string): Promise<void> {
  const bytes = graph.inputs.find(({ dtype }) => dtype === 'u8');
  if (bytes !== undefined)
    throw new HyperIqaError('USAGE', `The input ${bytes.name} holds bytes, which has no form in ONNX.`);
  const document = new OnnxDocument(graph.inputs);
  const names = new Map<Value, string>(graph.inputs.map((value) => [value, value.name]));
  const named = (value: Value): Named => ({ name: names.get(value) ?? value.name, shape: value.shape });
  for (const { operator, inputs, output } of graph.nodes) {
    const form = formOf(operator);
    if (form === null) throw new HyperIqaError('USAGE', `The operator ${operator.kind} has no form in ONNX.`);
    names.set(output, form(document, operator, inputs.map(named), output.shape));
  }
  const data = `${path}.data`;
  await writeFileWhole(data, async (values) => {
    const encoded = await document.encode(graph.outputs.map(named), basename(data), (part) => values.write(part));
    await writeFileWhole(path, (sink) => sink.write(encoded));
  });
}
