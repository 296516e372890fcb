import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';
import { GraphBuilder } from '../../src/graph/builder.ts';
import {
  add,
  averagePool,
  concat,
  conv2d,
  globalAveragePool,
  l2Normalise,
  linear,
  maxPool,
  permute,
  prelu,
  relu,
  reshape,
  softmax,
} from '../../src/graph/layers.ts';
import type { HostTensor } from '../../src/graph/operators/operator.ts';
import { runReference } from '../../src/graph/run-reference.ts';
import { anyWeights } from './tensors.ts';

const weights = anyWeights(0);

/** Asserts a GRAPH error whose message has all of the parts. */
function assertGraphError(action: () => unknown, ...parts: readonly string[]): void {
  try {
    action();
  } catch (error) {
    assert.instance(error, HyperIqaError);
    assert.is((error as HyperIqaError).code, 'GRAPH');
    for (const part of parts) assert.match((error as HyperIqaError).message, part);
    return;
  }
  assert.unreachable('no error was thrown');
}

test('nodes are in the order of addition, and their outputs have their names', () => {
  const net = new GraphBuilder();
  const x = net.input('x', [2, 3, 8, 8]);
  const pooled = maxPool(net, 'pool', x, { kernel: 2, stride: 2 });
  const sum = add(net, 'sum', pooled, relu(net, 'relu', pooled));
  const graph = net.build([sum]);
  assert.equal(
    graph.nodes.map((node) => node.name),
    ['pool', 'relu', 'sum'],
  );
  assert.equal(pooled, { kind: 'value', name: 'pool', shape: [2, 3, 4, 4] });
  assert.is(net.value('relu'), graph.nodes[1].output);
  assert.is(graph.inputs[0], x);
});

test('a name can be used only once', () => {
  const net = new GraphBuilder();
  const x = net.input('x', [1, 1]);
  assertGraphError(() => relu(net, 'x', x), "'x'");
});

test('an unknown value is reported together with the existing ones', () => {
  const net = new GraphBuilder();
  net.input('x', [1, 1]);
  assertGraphError(() => net.value('z'), "'z'", 'it has x');
});

test('shapes that do not fit are refused with the node, the operator and both shapes', () => {
  const net = new GraphBuilder();
  const x = net.input('x', [1, 3, 4, 4]);
  const flat = net.input('flat', [1, 5]);
  const weight = weights.constant('w', [4, 2, 3, 3]);
  assertGraphError(() => conv2d(net, 'c', x, { weight }), "'c'", 'conv2d', '[4,2,3,3]', '[1,3,4,4]');
  assertGraphError(() => conv2d(net, 'c', flat, { weight }), '4 dimensions', '[1,5]');
  const wide = weights.constant('w', [4, 3, 5, 5]);
  assertGraphError(() => conv2d(net, 'c', x, { weight: wide }), 'fits');
  const bias = weights.constant('b', [3]);
  assertGraphError(() => conv2d(net, 'c', x, { weight: wide, bias, padding: 1 }), 'bias', '[3]', '[4]');
  const fitting = weights.constant('w', [3, 3, 1, 1]);
  const other = net.input('other', [1, 3, 4, 5]);
  assertGraphError(() => conv2d(net, 'c', x, { weight: fitting }, other), 'residual', '[1,3,4,5]');
  assertGraphError(() => conv2d(net, 'c', x, { weight: fitting, stride: 0 }), 'stride');
  assertGraphError(() => add(net, 'a', x, other), 'binary add', 'broadcast', '[1,3,4,4]', '[1,3,4,5]');
  const slope = weights.constant('slope', [2]);
  assertGraphError(() => prelu(net, 'a', x, slope), 'prelu', '[1] or [3] or [3,4,4]', '[2]');
  assertGraphError(() => concat(net, 'a', [x, other], 1), 'concat', '[1,3,4,5]');
  assertGraphError(() => concat(net, 'a', [x, x], 4), 'axis 4');
  assertGraphError(() => linear(net, 'l', flat, { weight: weights.constant('w', [2, 4]) }), '[2,4]', '[1,5]');
  assertGraphError(() => maxPool(net, 'p', x, { kernel: 3, stride: 1, padding: 2 }), 'half');
  assertGraphError(() => averagePool(net, 'p', x, { kernel: 7, stride: 7 }), 'fits', '[7,7]');
  assertGraphError(() => permute(net, 'p', flat, [0, 0]), 'permute', '[1,5]');
  assertGraphError(() => reshape(net, 'r', flat, [2, 3]), '[2,3]', '[1,5]');
  assertGraphError(() => softmax(net, 's', flat, 2), 'axis 2');
  assertGraphError(() => globalAveragePool(net, 'g', flat), '4 dimensions');
  assertGraphError(() => l2Normalise(net, 'n', x, weights.constant('s', [4]), 1e-10), '[4]', '[3]');
});

test('a node that fails its checks does not reserve its name', () => {
  const net = new GraphBuilder();
  const x = net.input('x', [1, 5]);
  assertGraphError(() => softmax(net, 's', x, 2));
  assert.is(softmax(net, 's', x, 1).name, 's');
});

test('a missing input, or one of another shape, is refused by its name', async () => {
  const net = new GraphBuilder();
  const graph = net.build([relu(net, 'y', net.input('x', [1, 2]))]);
  const refused: readonly Record<string, HostTensor>[] = [{}, { x: { shape: [2], data: new Float64Array(2) } }];
  for (const inputs of refused) {
    const error: unknown = await runReference(graph, inputs).then(
      () => null,
      (thrown) => thrown,
    );
    assert.instance(error, HyperIqaError);
    assert.match((error as HyperIqaError).message, "'x' must be [1,2]");
  }
});

test.run();
