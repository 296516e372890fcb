import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GraphBuilder } from '../../src/graph/builder.ts';
import { compareWithReference, type LayerDifference, withAllOutputs } from '../../src/graph/compare-reference.ts';
import { linear, relu } from '../../src/graph/layers.ts';
import { adapterArguments, runCli } from './run.ts';

/** Two linear layers with a ReLU between them. */
function network() {
  const net = new GraphBuilder();
  const weight = { key: 'w', shape: [2, 2], read: async () => Float32Array.of(1, 2, -3, 4) };
  const hidden = relu(net, 'hidden', linear(net, 'first', net.input('x', [1, 2]), { weight }));
  return withAllOutputs(net.build([linear(net, 'second', hidden, { weight })]));
}

async function differencesOf(measured: Record<string, Float32Array>): Promise<Record<string, number>> {
  const found: LayerDifference[] = [];
  await compareWithReference(network(), { x: Float32Array.of(1, 1) }, measured, (layer) => void found.push(layer));
  return Object.fromEntries(found.map(({ node, difference }) => [node, difference]));
}

test("a layer's deviation is reported relative to its largest magnitude, and a NaN as an infinite deviation", async () => {
  const right = { first: Float32Array.of(3, 1), hidden: Float32Array.of(3, 1), second: Float32Array.of(5, -5) };
  assert.equal(await differencesOf(right), { first: 0, hidden: 0, second: 0 });
  const wrong = { ...right, hidden: Float32Array.of(3, 1.75), second: Float32Array.of(Number.NaN, -5) };
  assert.equal(await differencesOf(wrong), { first: 0, hidden: 0.25, second: Number.POSITIVE_INFINITY });
});

test('the command finds that the face detector agrees with float64 layer by layer on a photo', async () => {
  const { status, stdout, stderr } = await runCli([
    ...['check', '--model', 'face-detector', '--photo', 'samples/cat.jpg'],
    ...adapterArguments,
  ]);
  assert.is(status, 0, stderr + stdout);
  assert.match(stdout, /All \d+ layers agree with float64\.\nThe largest deviation: .* of 1e-4 allowed\.$/m);
});

test('the command also checks a formula of a single layer', async () => {
  const { status, stdout, stderr } = await runCli(['check', '--model', 'mse', ...adapterArguments]);
  assert.is(status, 0, stderr + stdout);
  assert.match(stdout, /^The only layer agrees with float64\.$/m);
});

test.run();
