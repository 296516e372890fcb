/** ResNet's code at a thousandth of ResNet50's size, in float64 on the CPU, against PyTorch. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import type { Graph } from '../../../src/graph/graph.ts';
import { optimise } from '../../../src/graph/rewrite.ts';
import { runReference } from '../../../src/graph/run-reference.ts';
import { addResNet } from '../../../src/models/backbones/resnet.ts';
import { anyWeights, hostTensor } from '../../graph/tensors.ts';
import { assertTensors, readFixture, type SampledTensors, sha256 } from '../fixture.ts';

const fixture = readFixture<{
  readonly weightSeed: number;
  readonly weightSha256: Readonly<Record<string, string>>;
  readonly tensors: SampledTensors;
}>('small-resnet');

const weights = anyWeights(fixture.weightSeed);

function smallResNet(): Graph {
  const net = new GraphBuilder();
  const x = net.input('x', [2, 3, 33, 30]);
  const stages = [
    { blocks: 1, width: 4 },
    { blocks: 2, width: 8 },
  ];
  return net.build(addResNet(net, weights, '', x, { stem: 8, stages }));
}

for (const [what, graph] of [
  ['as built', smallResNet()],
  ['rewritten', optimise(smallResNet())],
] as const) {
  test(`a small ResNet, ${what}, gives PyTorch's output after each stage`, async () => {
    const outputs = await runReference(graph, { x: await hostTensor(fixture.weightSeed, 'input', [2, 3, 33, 30]) });
    const found = Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data]));
    assertTensors(found, fixture.tensors, 2e-6);
  });
}

test('the first stage keeps the size, the second halves it, rounding up', () => {
  const [first, second] = smallResNet().outputs;
  assert.equal(first.shape, [2, 16, 9, 8]);
  assert.equal(second.shape, [2, 32, 5, 4]);
});

test('synthetic weights have the same bits in Python', async () => {
  const values = await weights.constant('conv1.weight', [8, 3, 7, 7]).read();
  assert.is(sha256(values), fixture.weightSha256['conv1.weight']);
  assert.is(sha256(await weights.constant('bn1.running_var', [8]).read()), fixture.weightSha256['bn1.running_var']);
});

test.run();
