import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { f16ToF32, f32ToF16 } from '../../src/formats/half.ts';
import { GraphBuilder } from '../../src/graph/builder.ts';
import type { Graph } from '../../src/graph/graph.ts';
import {
  add,
  batchNorm,
  type Conv2dLayer,
  concat,
  conv2d,
  leakyRelu,
  linear,
  matmul,
  maxPool,
  multiply,
  prelu,
  relu,
  reshape,
  sigmoid,
  unary,
} from '../../src/graph/layers.ts';
import { optimise } from '../../src/graph/rewrite.ts';
import { separateOperands } from '../../src/graph/rewrites/separate-operands.ts';
import { runReference } from '../../src/graph/run-reference.ts';
import type { Value } from '../../src/graph/tensor.ts';
import { faceDetectorGraph } from '../../src/models/face-detector/network.ts';
import { hyperIqaGraph } from '../../src/models/hyperiqa/network.ts';
import { closeTestEngine, openTestEngine } from '../engine.ts';
import { randomIntegers } from './random.ts';
import { anyWeights, difference, inputsOf } from './tensors.ts';

const weights = anyWeights(3);
const shape = [2, 4, 5, 5];

function conv(net: GraphBuilder, name: string, x: Value, layer: Partial<Conv2dLayer> = {}): Value {
  return conv2d(net, name, x, { weight: weights.constant(`${name}.weight`, [4, 4, 3, 3]), padding: 1, ...layer });
}

function norm(net: GraphBuilder, name: string, x: Value): Value {
  return batchNorm(net, name, x, {
    mean: weights.constant(`${name}.running_mean`, [4]),
    variance: weights.constant(`${name}.running_var`, [4]),
    gamma: weights.constant(`${name}.bn1.weight`, [4]),
    beta: weights.constant(`${name}.bias`, [4]),
    epsilon: 1e-5,
  });
}

/** Nodes as 'name:operator' and, if one is applied, '+activation'. */
function outline(graph: Graph): string[] {
  return graph.nodes.map(({ name, operator }) => {
    const activation = 'activation' in operator && operator.activation !== 'none' ? `+${operator.activation}` : '';
    return `${name}:${operator.kind}${activation}`;
  });
}

async function assertSameResults(graph: Graph, rewritten: Graph, what: string): Promise<void> {
  const inputs = await inputsOf(graph, 3);
  const [before, after] = [await runReference(graph, inputs), await runReference(rewritten, inputs)];
  assert.equal(Object.keys(after), Object.keys(before));
  for (const [name, { data }] of Object.entries(before)) {
    const largest = Math.max(1, ...data.map(Math.abs));
    const error = difference(data, after[name].data) / largest;
    // Folding rounds each weight to float32, a relative error of 6e-8, over a few layers.
    assert.ok(error < 2e-6, `${what}: ${name} differs by ${error} of its largest magnitude`);
  }
}

test('a convolution absorbs its normalisation and the activation after it', async () => {
  const net = new GraphBuilder();
  const x = net.input('x', shape);
  const y = relu(net, 'relu', norm(net, 'bn', conv(net, 'conv', x)));
  const graph = net.build([y]);
  const rewritten = optimise(graph);
  assert.equal(outline(rewritten), ['conv:conv2d+relu']);
  assert.is(rewritten.nodes[0].output, y, 'the output value keeps its identity');
  assert.is(rewritten.inputs[0], x);
  await assertSameResults(graph, rewritten, 'conv, bn, relu');
});

test('a value that a node reads twice, or together with a view of it, is copied', async () => {
  const net = new GraphBuilder();
  const x = net.input('x', shape);
  const square = multiply(net, 'square', x, x);
  const product = multiply(net, 'product', x, reshape(net, 'view', x, shape));
  const onto = add(net, 'onto', x, conv(net, 'conv', x));
  const graph = net.build([square, product, onto]);
  const rewritten = separateOperands(optimise(graph));
  const names = ['square.copy1:slice', 'square:binary', 'view:reshape', 'product.copy1:slice', 'product:binary'];
  assert.equal(outline(rewritten), [...names, 'conv.copy1:slice', 'conv:conv2d']);
  await assertSameResults(graph, rewritten, 'squares');
  const inputs = await inputsOf(graph, 3);
  const expected = await runReference(graph, inputs);
  const program = await (await openTestEngine()).compile(graph);
  const found = await program.run({ x: Float32Array.from(inputs.x!.data) });
  program.dispose();
  for (const [name, { data }] of Object.entries(expected)) {
    const error = difference(data, found[name]!);
    assert.ok(error < 1e-5, `${name} differs by ${error} on the adapter`);
  }
});

test('a linear layer absorbs its normalisation, unless tokens are normalised', async () => {
  const net = new GraphBuilder();
  const weight = weights.constant('w', [4, 3]);
  const bias = weights.constant('b', [4]);
  const rows = relu(net, 'relu', norm(net, 'bn', linear(net, 'fc', net.input('x', [2, 3]), { weight, bias })));
  const tokens = norm(net, 'bn of tokens', linear(net, 'fc of tokens', net.input('y', [2, 4, 3]), { weight }));
  const graph = net.build([rows, tokens]);
  const rewritten = optimise(graph);
  assert.equal(outline(rewritten), ['fc:linear+relu', 'fc of tokens:linear', 'bn of tokens:batch-norm']);
  await assertSameResults(graph, rewritten, 'linear, bn, relu');
});

test("a convolution's bias is normalised as well", async () => {
  const net = new GraphBuilder();
  const bias = weights.constant('bias', [4]);
  const graph = net.build([norm(net, 'bn', conv(net, 'conv', net.input('x', shape), { bias }))]);
  assert.equal(outline(optimise(graph)), ['conv:conv2d']);
  await assertSameResults(graph, optimise(graph), 'biased conv, bn');
});

test('a residual block is reduced to its convolutions, the last one in place of the addition', async () => {
  const net = new GraphBuilder();
  const x = net.input('x', shape);
  const main = norm(net, 'bn2', conv(net, 'conv2', relu(net, 'relu1', norm(net, 'bn1', conv(net, 'conv1', x)))));
  const skip = norm(net, 'bn3', conv(net, 'conv3', x));
  const graph = net.build([relu(net, 'relu2', add(net, 'add', main, skip))]);
  const rewritten = optimise(graph);
  assert.equal(outline(rewritten), ['conv1:conv2d+relu', 'conv3:conv2d', 'conv2:conv2d+relu']);
  assert.equal(
    rewritten.nodes[2].inputs.map(({ name }) => name),
    ['relu1', 'bn3'],
  );
  await assertSameResults(graph, rewritten, 'block');
});

test('a normalisation without a convolution before it stays, and absorbs the activation', () => {
  const net = new GraphBuilder();
  const graph = net.build([relu(net, 'relu', norm(net, 'bn', net.input('x', shape)))]);
  assert.equal(outline(optimise(graph)), ['bn:batch-norm+relu']);
});

test('a convolution absorbs slopes per channel and for all channels, and nothing after them', async () => {
  const net = new GraphBuilder();
  const first = prelu(
    net,
    'prelu',
    norm(net, 'bn', conv(net, 'conv', net.input('x', shape))),
    weights.constant('slope', [4]),
  );
  const second = leakyRelu(net, 'leaky', add(net, 'add', conv(net, 'second', first), first), 0.25);
  const third = relu(net, 'relu', add(net, 'again', second, first));
  const graph = net.build([prelu(net, 'last', third, weights.constant('slopes', [4]))]);
  const rewritten = optimise(graph);
  assert.equal(outline(rewritten), ['conv:conv2d', 'second:conv2d', 'again:binary+relu', 'last:prelu']);
  assert.equal(outline(optimise(rewritten)), outline(rewritten), 'a second time changes nothing');
  await assertSameResults(graph, rewritten, 'slopes');
});

test('slopes per element stay', () => {
  const net = new GraphBuilder();
  const first = conv(net, 'conv', net.input('x', shape));
  const graph = net.build([prelu(net, 'prelu', first, weights.constant('slope', [4, 5, 5]))]);
  assert.equal(outline(optimise(graph)), ['conv:conv2d', 'prelu:prelu']);
});

test('a convolution that has another reader keeps its output', () => {
  const net = new GraphBuilder();
  const first = conv(net, 'conv', net.input('x', shape));
  const graph = net.build([concat(net, 'join', [norm(net, 'bn', first), relu(net, 'relu', first)], 1)]);
  assert.equal(outline(optimise(graph)), ['conv:conv2d', 'bn:batch-norm', 'relu:unary', 'join:concat']);
});

test('an output of the graph is not merged away', () => {
  const net = new GraphBuilder();
  const first = conv(net, 'conv', net.input('x', shape));
  const second = norm(net, 'bn', first);
  const third = relu(net, 'relu', second);
  const graph = net.build([first, second, third]);
  assert.equal(outline(optimise(graph)), ['conv:conv2d', 'bn:batch-norm', 'relu:unary']);
});

test('matrix products and linear layers absorb the addition and the activation after them', async () => {
  const net = new GraphBuilder();
  const x = net.input('x', [2, 3, 4]);
  const weight = weights.constant('w', [4, 4]);
  const sum = add(net, 'sum', x, linear(net, 'fc', x, { weight }));
  const squares = add(net, 'add', matmul(net, 'product', sum, sum, { transposeB: true }), net.input('y', [2, 3, 3]));
  const graph = net.build([unary(net, 'gelu', squares, 'gelu')]);
  const rewritten = optimise(graph);
  assert.equal(outline(rewritten), ['fc:linear', 'product:matmul+gelu']);
  assert.equal(
    rewritten.nodes.map(({ inputs }) => inputs.length),
    [2, 3],
  );
  await assertSameResults(graph, rewritten, 'products');
});

test('an addition that broadcasts is not absorbed', () => {
  const net = new GraphBuilder();
  const first = conv(net, 'conv', net.input('x', shape));
  const graph = net.build([add(net, 'add', first, net.input('row', [5]))]);
  assert.equal(outline(optimise(graph)), ['conv:conv2d', 'add:binary']);
});

test('an addition of a value to itself stays', () => {
  const net = new GraphBuilder();
  const first = conv(net, 'conv', net.input('x', shape));
  const graph = net.build([add(net, 'add', first, first)]);
  assert.equal(outline(optimise(graph)), ['conv:conv2d', 'add:binary']);
});

test('an addition after an activation stays, and absorbs the activation after it', () => {
  const net = new GraphBuilder();
  const x = net.input('x', shape);
  const sum = add(net, 'add', relu(net, 'relu1', conv(net, 'conv', x)), x);
  assert.equal(outline(optimise(net.build([sigmoid(net, 'out', sum)]))), ['conv:conv2d+relu', 'add:binary+sigmoid']);
});

test('a normalisation of a sum with a residual is not folded into the convolution', () => {
  const net = new GraphBuilder();
  const x = net.input('x', shape);
  const sum = conv2d(net, 'conv', x, { weight: weights.constant('w', [4, 4, 1, 1]) }, x);
  const graph = net.build([norm(net, 'bn', sum)]);
  assert.equal(outline(optimise(graph)), ['conv:conv2d', 'bn:batch-norm']);
});

test('folded weights have the same keys every time, and different keys for different statistics', () => {
  const keysOf = (normName: string): string[] => {
    const net = new GraphBuilder();
    const [node] = optimise(net.build([norm(net, normName, conv(net, 'conv', net.input('x', shape)))])).nodes;
    assert.is(node.operator.kind, 'conv2d');
    return node.operator.kind === 'conv2d' ? [node.operator.weight.key, node.operator.bias!.key] : [];
  };
  assert.equal(keysOf('a'), keysOf('a'));
  assert.is(new Set([...keysOf('a'), ...keysOf('b')]).size, 4);
});

test('precision f16 rounds the weights of convolutions and linear layers, but not biases', async () => {
  const net = new GraphBuilder();
  const x = net.input('x', [1, 2, 1, 1]);
  const layer = (key: string, shape: readonly number[]) => ({
    weight: weights.constant(`${key}.weight`, shape),
    bias: weights.constant(`${key}.bias`, [2]),
  });
  const convolved = conv2d(net, 'conv', x, layer('conv', [2, 2, 1, 1]));
  const graph = net.build([linear(net, 'fc', reshape(net, 'flat', convolved, [1, 2]), layer('fc', [2, 2]))]);
  for (const { operator } of optimise(graph, 'f16').nodes) {
    if (operator.kind !== 'conv2d' && operator.kind !== 'linear') continue;
    assert.is(operator.weight.dtype, 'f16');
    const values = await operator.weight.read();
    assert.equal(values, f16ToF32(f32ToF16(values)));
    assert.is(operator.bias?.dtype, undefined);
  }
});

/** A net of random layers of one shape, each reading random earlier values, with one or two outputs. */
function randomNet(seed: number): Graph {
  const random = randomIntegers(seed);
  const net = new GraphBuilder();
  const values = [net.input('x', shape)];
  // Picks mostly the last value, so that there are chains to merge.
  const some = (): Value => (random(4) > 0 ? values[values.length - 1] : values[random(values.length)]);
  for (let i = 0; i < 12; i++) {
    const layers = [
      () => conv(net, `conv${i}`, some()),
      () => conv(net, `conv${i}`, some(), { bias: weights.constant(`conv${i}.bias`, [4]) }),
      () => norm(net, `bn${i}`, some()),
      () => norm(net, `bn${i}`, some()),
      () => relu(net, `relu${i}`, some()),
      () => sigmoid(net, `sigmoid${i}`, some()),
      () => prelu(net, `prelu${i}`, some(), weights.constant(`prelu${i}.weight`, [4])),
      () => add(net, `add${i}`, some(), values[random(values.length)]),
      () => maxPool(net, `pool${i}`, some(), { kernel: 3, stride: 1, padding: 1 }),
    ];
    values.push(layers[random(layers.length)]());
  }
  const last = values[values.length - 1];
  const other = values[random(values.length)];
  return net.build(other === last ? [last] : [last, other]);
}

test('forty random networks give the same results after rewriting, in at most as many nodes', async () => {
  let merged = 0;
  for (let seed = 0; seed < 40; seed++) {
    const graph = randomNet(seed);
    const rewritten = optimise(graph);
    merged += graph.nodes.length - rewritten.nodes.length;
    assert.equal(rewritten.outputs, graph.outputs);
    await assertSameResults(graph, rewritten, `net ${seed}`);
  }
  assert.ok(merged > 40, `only ${merged} nodes were merged: the nets do not test the rewrites`);
});

function kindsOf(graph: Graph): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operator } of graph.nodes) counts[operator.kind] = (counts[operator.kind] ?? 0) + 1;
  return counts;
}

test('HyperIQA has no separate normalisations, activations or additions left', () => {
  const counts = kindsOf(optimise(hyperIqaGraph(weights, 1)));
  const left = Object.keys(counts).filter((kind) => ['batch-norm', 'unary', 'binary'].includes(kind));
  assert.equal(left, []);
  assert.is(counts.conv2d, 53 + 3 + 3 + 1, "backbone, heads, hypernetwork's map, target net's matrices");
});

test('the face detector keeps only normalisations that follow no convolution', () => {
  const rewritten = optimise(faceDetectorGraph(weights, 1));
  const left = Object.keys(kindsOf(rewritten)).filter((kind) => ['unary', 'binary'].includes(kind));
  assert.equal(left, []);
  assert.equal(
    outline(rewritten).filter((line) => line.includes('batch-norm')),
    ['data_scale:batch-norm', 'layer_128_1_scale1_h:batch-norm+relu', 'layer_256_1_scale1:batch-norm+relu'].concat([
      'layer_512_1_scale1:batch-norm+relu',
      'last_scale_h:batch-norm+relu',
    ]),
  );
});

test.after(closeTestEngine);
test.run();
