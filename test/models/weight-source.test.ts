import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';
import type { StoredTensor, TensorFile } from '../../src/formats/tensor-file.ts';
import { hyperIqa } from '../../src/models/hyperiqa/model.ts';
import { hyperIqaGraph } from '../../src/models/hyperiqa/network.ts';
import { type HyperIqaWidths, widthsOf } from '../../src/models/hyperiqa/widths.ts';
import { layoutOf } from '../../src/models/layout.ts';
import { syntheticWeights } from '../../src/models/synthetic.ts';
import { weightsOf } from '../../src/models/weight-source.ts';
import { hyperIqaLayout } from '../hyperiqa-layout.ts';

function fileOf(...tensors: readonly StoredTensor[]): TensorFile {
  return { format: 'safetensors', metadata: {}, tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])) };
}

const half: StoredTensor = {
  name: 'a',
  shape: [2],
  dtype: 'f16',
  read: async () => new Uint8Array(Uint16Array.of(0x3c00, 0xc100).buffer),
};

function weightsError(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    assert.instance(error, HyperIqaError);
    assert.is((error as HyperIqaError).code, 'WEIGHTS');
    return (error as HyperIqaError).message;
  }
  assert.unreachable('no error was thrown');
  return '';
}

test('half floats are read as floats', async () => {
  assert.equal([...(await weightsOf(fileOf(half)).constant('a', [2]).read())], [1, -2.5]);
});

test('a missing tensor is reported with the shape that is needed', () => {
  const message = weightsError(() => weightsOf(fileOf(half)).constant('b', [3, 4]));
  assert.match(message, "'b' [3,4]");
});

test('a tensor of another shape is reported with both shapes', () => {
  const message = weightsError(() => weightsOf(fileOf(half)).constant('a', [3]));
  assert.match(message, "'a' [3]");
  assert.match(message, '[2] of f16');
});

test('an integer tensor is refused', () => {
  assert.match(
    weightsError(() => weightsOf(fileOf({ ...half, dtype: 'i16' })).constant('a', [2])),
    'i16',
  );
});

test("a file's tensors have the same key every time, and no other file's", () => {
  const [one, other] = [fileOf(half), fileOf(half)];
  const key = (file: TensorFile) => weightsOf(file).constant('a', [2]).key;
  assert.is(key(one), key(one));
  assert.is.not(key(one), key(other));
});

test('synthetic weights are complete for HyperIQA', async () => {
  const graph = hyperIqaGraph(weightsOf(await syntheticWeights(hyperIqa, 0)), 3);
  assert.equal(
    graph.outputs.map(({ name, shape }) => [name, shape]),
    [['score', [3, 1]]],
  );
});

test('a checkpoint that lacks a tensor is refused when the network is built', async () => {
  const file = await syntheticWeights(hyperIqa, 0);
  const tensors = new Map(file.tensors);
  tensors.delete('res.layer3.4.bn2.running_var');
  assert.match(
    weightsError(() => hyperIqaGraph(weightsOf({ ...file, tensors }), 1)),
    "'res.layer3.4.bn2.running_var' [256]",
  );
});

/** Smaller widths and depths than those of the authors' network. */
const narrowWidths: HyperIqaWidths = {
  stem: 8,
  stages: [
    { blocks: 1, width: 4 },
    { blocks: 2, width: 8 },
    { blocks: 3, width: 12 },
    { blocks: 1, width: 16 },
  ],
  heads: [
    { reducedTo: 4, outputs: 14 },
    { reducedTo: 6, outputs: 14 },
    { reducedTo: 8, outputs: 14 },
    { reducedTo: undefined, outputs: 70 },
  ],
  hyper: [32, 24, 16],
  target: [112, 56, 28, 14, 7, 1],
};

test("a checkpoint's shapes determine the network's depths and widths", () => {
  const layout = hyperIqaLayout(narrowWidths);
  const stages = narrowWidths.stages.map((stage) => ({ ...stage, outputs: 4 * stage.width }));
  assert.equal(
    widthsOf((wanted) => layout.find(({ name }) => name === wanted)?.shape),
    { ...narrowWidths, stages, groups: 1 },
  );
});

test('a layout lists what the network requests, each tensor once, at the widths of the given file', () => {
  const layout = hyperIqaLayout(narrowWidths);
  assert.is(new Set(layout.map(({ name }) => name)).size, layout.length);
  const again = layoutOf(
    (weights) => hyperIqaGraph(weights, 1),
    (wanted) => layout.find(({ name }) => name === wanted)?.shape,
  );
  assert.equal(again, layout);
});

test.run();
