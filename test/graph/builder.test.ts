import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';
import { GraphBuilder } from '../../src/graph/builder.ts';
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

test('nodes stand in the order in which they were added, and their outputs have their names', () => {
  const net = new GraphBuilder();
  const x = net.input('x', [2, 3, 8, 8]);
  const pooled = net.maxPool('pool', x, { kernel: 2, stride: 2 });
  const sum = net.add('sum', pooled, net.relu('relu', pooled));
  const graph = net.build([sum]);
  assert.equal(
    graph.nodes.map((node) => node.name),
    ['pool', 'relu', 'sum'],
  );
  assert.equal(pooled, { name: 'pool', shape: [2, 3, 4, 4] });
  assert.is(net.value('relu'), graph.nodes[1].output);
  assert.is(graph.inputs[0], x);
});

test('a name can be given only once', () => {
  const net = new GraphBuilder();
  const x = net.input('x', [1, 1]);
  assertGraphError(() => net.relu('x', x), "'x'");
});

test('an unknown value is named, with those that there are', () => {
  const net = new GraphBuilder();
  net.input('x', [1, 1]);
  assertGraphError(() => net.value('z'), "'z'", 'it has x');
});

test('shapes that do not fit are refused with the node, the operator, and both shapes', () => {
  const net = new GraphBuilder();
  const x = net.input('x', [1, 3, 4, 4]);
  const flat = net.input('flat', [1, 5]);
  const weight = weights.constant('w', [4, 2, 3, 3]);
  assertGraphError(() => net.conv2d('c', x, { weight }), "'c'", 'conv2d', '[4,2,3,3]', '[1,3,4,4]');
  assertGraphError(() => net.conv2d('c', flat, { weight }), '4 dimensions', '[1,5]');
  const wide = weights.constant('w', [4, 3, 5, 5]);
  assertGraphError(() => net.conv2d('c', x, { weight: wide }), 'fits');
  const bias = weights.constant('b', [3]);
  assertGraphError(() => net.conv2d('c', x, { weight: wide, bias, padding: 1 }), 'bias', '[3]', '[4]');
  const fitting = weights.constant('w', [3, 3, 1, 1]);
  const other = net.input('other', [1, 3, 4, 5]);
  assertGraphError(() => net.conv2d('c', x, { weight: fitting }, other), 'residual', '[1,3,4,5]');
  assertGraphError(() => net.conv2d('c', x, { weight: fitting, stride: 0 }), 'stride');
  assertGraphError(() => net.add('a', x, other), 'add', '[1,3,4,4]', '[1,3,4,5]');
  assertGraphError(() => net.concat('a', [x, other], 1), 'concat', '[1,3,4,5]');
  assertGraphError(() => net.concat('a', [x, x], 4), 'axis 4');
  assertGraphError(() => net.linear('l', flat, { weight: weights.constant('w', [2, 4]) }), '[2,4]', '[1,5]');
  assertGraphError(() => net.targetLinear('t', flat, net.input('w', [1, 2, 4]), net.input('b', [1, 2])), '[1,2,5]');
  assertGraphError(() => net.maxPool('p', x, { kernel: 3, stride: 1, padding: 2 }), 'half');
  assertGraphError(() => net.averagePool('p', x, { kernel: 7, stride: 7 }), 'fits', '[7,7]');
  assertGraphError(() => net.permute('p', flat, [0, 0]), 'permute', '[1,5]');
  assertGraphError(() => net.reshape('r', flat, [2, 3]), '[2,3]', '[1,5]');
  assertGraphError(() => net.softmax('s', flat, 2), 'axis 2');
  assertGraphError(() => net.globalAveragePool('g', flat), '4 dimensions');
  assertGraphError(() => net.l2Normalise('n', x, weights.constant('s', [4]), 1e-10), '[4]', '[3]');
});

test('a refused node leaves its name free', () => {
  const net = new GraphBuilder();
  const x = net.input('x', [1, 5]);
  assertGraphError(() => net.softmax('s', x, 2));
  assert.is(net.softmax('s', x, 1).name, 's');
});

test('a run without an input, or with one of another shape, is refused by its name', async () => {
  const net = new GraphBuilder();
  const graph = net.build([net.relu('y', net.input('x', [1, 2]))]);
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
