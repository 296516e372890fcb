/** Graphs as ONNX files. Every benchmark with --peers checks that other runtimes compute the same results from them. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dropoutMask } from '../../bench/onnx/dropout-mask.ts';
import { writeOnnx } from '../../bench/onnx/export.ts';
import { formOf } from '../../bench/onnx/forms.ts';
import { GraphBuilder } from '../../src/graph/builder.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { conv2d, linear, maxPool, mscn, relu, reshape } from '../../src/graph/layers.ts';
import { reference } from '../../src/graph/operators/index.ts';
import type { Dropout } from '../../src/graph/operators/nn/dropout.ts';
import { layoutOf } from '../../src/models/layout.ts';
import { models } from '../../src/models/registry.ts';

const filled = (key: string, shape: readonly number[], value: number) => ({
  key,
  shape,
  read: async () => new Float32Array(shape.reduce((a, b) => a * b)).fill(value),
});

/** The fields of a message: numbers and bytes by field number, in order. */
function fieldsOf(bytes: Uint8Array): readonly (readonly [field: number, value: number | Uint8Array])[] {
  const reader = new BinaryReader(bytes);
  const fields: [number, number | Uint8Array][] = [];
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (type === WireType.LengthDelimited) fields.push([field, reader.bytes()]);
    else fields.push([field, type === WireType.Bit32 ? reader.float() : Number(reader.int64())]);
  }
  return fields;
}

const messagesOf = (bytes: Uint8Array, wanted: number): readonly Uint8Array[] =>
  fieldsOf(bytes).flatMap(([field, value]) => (field === wanted && typeof value !== 'number' ? [value] : []));

const textsOf = (bytes: Uint8Array, field: number): readonly string[] =>
  messagesOf(bytes, field).map((text) => new TextDecoder().decode(text));

async function written(graph: Graph): Promise<{ readonly graph: Uint8Array; readonly data: Buffer }> {
  const folder = await mkdtemp(join(tmpdir(), 'hyperiqa-onnx-'));
  try {
    const path = join(folder, 'network.onnx');
    await writeOnnx(graph, path);
    const [model] = messagesOf(await readFile(path), 7);
    return { graph: model!, data: await readFile(`${path}.data`) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('nodes keep their order, and the weights are in the file beside the graph', async () => {
  const net = new GraphBuilder();
  const x = net.input('crops', [2, 3, 8, 8]);
  const maps = conv2d(net, 'conv', x, { weight: filled('w', [4, 3, 3, 3], 2), bias: filled('b', [4], 3), padding: 1 });
  const pooled = maxPool(net, 'pool', relu(net, 'relu', maps), { kernel: 3, stride: 2, rounding: 'ceil' });
  const flat = reshape(net, 'flat', pooled, [2, 4 * 4 * 4]);
  const { graph, data } = await written(
    net.build([linear(net, 'score', flat, { weight: filled('m', [1, 64], 5), bias: filled('s', [1], 7) })]),
  );
  const nodes = messagesOf(graph, 1);
  assert.equal(
    nodes.flatMap((node) => textsOf(node, 4)),
    ['Conv', 'Relu', 'MaxPool', 'Reshape', 'Gemm'],
  );
  assert.equal(textsOf(messagesOf(graph, 11)[0]!, 1), ['crops']);
  const values = new Float32Array(data.buffer, data.byteOffset, data.length / 4);
  assert.equal([values.length, values[0], values[107], values[108], values[112], values[176]], [177, 2, 2, 3, 7, 5]);
  // Since the size is rounded up, the last window extends beyond the input by one row and column.
  const pads = messagesOf(nodes[2]!, 5).filter((attribute) => textsOf(attribute, 1)[0] === 'pads');
  assert.equal(
    fieldsOf(pads[0]!).flatMap(([field, value]) => (field === 8 ? [value] : [])),
    [0, 0, 1, 1],
  );
});

test('an operator without a form in ONNX is refused by name', async () => {
  const net = new GraphBuilder();
  const x = net.input('grey', [1, 1, 16, 16]);
  const graph = net.build([mscn(net, 'mscn', x)]);
  const error = await written(graph).catch((reason: Error) => reason);
  assert.match((error as Error).message, /^The operator mscn has no form in ONNX\.$/);
});

test("a dropout mask equals the reference's output for an input of ones", async () => {
  const operator: Dropout = { kind: 'dropout', probability: 0.4, repeats: 5, seed: 3 };
  const ones = { shape: [1, 7], data: new Float64Array(7).fill(1) };
  const { output } = await reference(operator, [ones]);
  assert.equal([...dropoutMask(operator, 7)], [...output.data]);
});

for (const model of models.filter((each) => each.task !== 'metric' || each.usesPrecision)) {
  test(`${model.name}: every operator of the network has a form in ONNX (bench/onnx/forms.ts)`, async () => {
    const { graph } = await model.code();
    const missing = new Set<string>();
    layoutOf((weights) => {
      for (const { operator } of graph(weights, 1).nodes) if (formOf(operator) === null) missing.add(operator.kind);
    });
    assert.equal([...missing], []);
  });
}

test.run();
