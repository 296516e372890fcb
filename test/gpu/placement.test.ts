import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { chooseKernel } from '../../src/gpu/kernel-choice.ts';
import { lower } from '../../src/gpu/lower.ts';
import { GraphBuilder } from '../../src/graph/builder.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { add, concat, relu, reshape, sigmoid, slice, unary } from '../../src/graph/layers.ts';
import { separateOperands } from '../../src/graph/rewrites/separate-operands.ts';
import { runReference } from '../../src/graph/run-reference.ts';
import { byteLength, type Value } from '../../src/graph/tensor.ts';
import { loadKernels } from '../../src/kernels/index.ts';
import type { DeviceTraits } from '../../src/kernels/kernel.ts';
import { closeTestEngine, openTestEngine } from '../engine.ts';
import { randomIntegers } from '../graph/random.ts';
import { difference, inputsOf } from '../graph/tensors.ts';

const engine = await openTestEngine();
const traits: DeviceTraits = { ...engine.traits, bindingAlignment: 256 };

async function lowered(graph: Graph, on = traits) {
  const separated = separateOperands(graph);
  const table = await loadKernels(separated);
  return lower(separated, on, (node) => chooseKernel(table, node, on, {}, new Map()));
}

/** The inputs of concatenations and slices that are copied. */
async function copied(graph: Graph, on = traits): Promise<readonly string[]> {
  const { steps } = await lowered(graph, on);
  const copies = steps.filter(({ node: { operator } }) => operator.kind === 'concat' || operator.kind === 'slice');
  return copies.map(({ dispatch: { bindings } }) => (bindings[0]!.kind === 'value' ? bindings[0].value.name : '?'));
}

async function assertComputesReference(graph: Graph): Promise<void> {
  const inputs = await inputsOf(graph, 1);
  const program = await engine.compile(graph);
  const data = Object.entries(inputs).map(([name, tensor]) => [name, Float32Array.from(tensor.data)] as const);
  const found = await program.run(Object.fromEntries(data));
  program.dispose();
  const expected = await runReference(graph, inputs);
  for (const { name } of graph.outputs) {
    const error = difference(found[name]!, expected[name]!.data);
    assert.ok(error < 1e-6, `${name} differs by ${error}`);
  }
}

interface Joined {
  readonly net: GraphBuilder;
  readonly x: Value;
  readonly a: Value;
  readonly b: Value;
}

/** Two values of [batch,channels,8,8]: 256 bytes for each channel. */
function pair(batch = 1, channels = 2): Joined {
  const net = new GraphBuilder();
  const x = net.input('x', [batch, channels, 8, 8]);
  return { net, x, a: relu(net, 'a', x), b: sigmoid(net, 'b', x) };
}

test('channels of one image are joined without copies', async () => {
  const { net, a, b } = pair();
  const graph = net.build([unary(net, 'y', concat(net, 'joined', [a, b], 1), 'abs')]);
  assert.equal(await copied(graph), []);
  await assertComputesReference(graph);
});

test('channels of several images are copied', async () => {
  const { net, a, b } = pair(2);
  const graph = net.build([concat(net, 'joined', [a, b], 1)]);
  assert.equal(await copied(graph), ['a', 'b']);
  await assertComputesReference(graph);
});

test('several images are joined along the first axis without copies', async () => {
  const { net, a, b } = pair(2);
  const graph = net.build([concat(net, 'joined', [a, b], 0)]);
  assert.equal(await copied(graph), []);
  await assertComputesReference(graph);
});

test('a part that begins where no binding may is copied', async () => {
  const net = new GraphBuilder();
  const x = net.input('x', [1, 3, 4, 5]);
  const parts = ['a', 'b'].map((name) => unary(net, name, x, name === 'a' ? 'relu' : 'abs'));
  const graph = net.build([concat(net, 'joined', parts, 1)]);
  assert.equal(await copied(graph), ['b']);
  assert.equal(await copied(graph, { ...traits, bindingAlignment: 16 }), []);
  await assertComputesReference(graph);
});

test("the graph's inputs are copied", async () => {
  const { net, x, a } = pair();
  const graph = net.build([concat(net, 'joined', [x, a], 1)]);
  assert.equal(await copied(graph), ['x']);
  await assertComputesReference(graph);
});

test('a value is a part of one concatenation and copied to another', async () => {
  const { net, a, b } = pair();
  const graph = net.build([concat(net, 'first', [a, b], 1), concat(net, 'second', [b, a], 1)]);
  assert.equal(await copied(graph), ['b', 'a']);
  await assertComputesReference(graph);
});

test('a concatenation is a part of another, and parts are read under another shape', async () => {
  const { net, a, b } = pair();
  const inner = concat(net, 'inner', [a, b], 1);
  const flat = reshape(net, 'flat', relu(net, 'c', b), [1, 128]);
  const graph = net.build([concat(net, 'outer', [reshape(net, 'row', inner, [1, 256]), flat], 1), a]);
  assert.equal(await copied(graph), []);
  await assertComputesReference(graph);
});

test('a part that is read together with the whole is copied, since bindings must not overlap', async () => {
  const { net, a, b } = pair(1, 1);
  const joined = reshape(net, 'rows', concat(net, 'joined', [a, b], 1), [2, 1, 8, 8]);
  const graph = net.build([add(net, 'y', joined, a)]);
  assert.equal(await copied(graph), ['a']);
  await assertComputesReference(graph);
});

test('parts of one value may be read together', async () => {
  const { net, a, b } = pair();
  const graph = net.build([add(net, 'y', a, b), concat(net, 'joined', [a, b], 1)]);
  assert.equal(await copied(graph), []);
  await assertComputesReference(graph);
});

test('contiguous slices take no copies, also of inputs, if they begin where a binding may', async () => {
  const net = new GraphBuilder();
  const x = net.input('x', [1, 4, 8, 8]);
  const first = slice(net, 'first', x, { 1: { end: 1 } });
  const last = slice(net, 'last', sigmoid(net, 'bent', x), { 1: { start: 3 } });
  const graph = net.build([add(net, 'y', first, last)]);
  assert.equal(await copied(graph), []);
  await assertComputesReference(graph);
});

test('slices that are not contiguous, begin elsewhere or are outputs are copied', async () => {
  const net = new GraphBuilder();
  const x = net.input('x', [1, 4, 8, 8]);
  const columns = slice(net, 'columns', x, { 3: { end: 4 } });
  const rows = slice(net, 'rows', x, { 1: { end: 1 }, 2: { start: 3, end: 5 } });
  const every = slice(net, 'every', x, { 1: { step: 2 } });
  const results = [columns, rows, every].map((part, i) => relu(net, `y${i}`, part));
  const graph = net.build([...results, slice(net, 'output', x, { 1: { start: 2 } })]);
  assert.equal(await copied(graph), ['x', 'x', 'x', 'x']);
  await assertComputesReference(graph);
});

test('a slice that is read together with what it is taken of is copied', async () => {
  const net = new GraphBuilder();
  const x = net.input('x', [1, 2, 8, 8]);
  const graph = net.build([add(net, 'y', x, slice(net, 'part', x, { 1: { start: 1 } }))]);
  assert.equal(await copied(graph), ['x']);
  await assertComputesReference(graph);
});

/** Joins, adds, bends, cuts and reshapes random earlier values. */
function randomGraph(seed: number): Graph {
  const random = randomIntegers(seed);
  const net = new GraphBuilder();
  const values = [net.input('x', [1, 1, 8, 8])];
  const any = () => values[random(values.length)]!;
  for (let i = 0; i < 12; i++) {
    const x = any();
    const alike = values.filter(({ shape }) => shape.join() === x.shape.join());
    const y = alike[random(alike.length)]!;
    switch (random(5)) {
      case 0:
        values.push(concat(net, `concat${i}`, [any(), any(), x].slice(random(2)), 1));
        break;
      case 1:
        values.push(add(net, `add${i}`, x, y));
        break;
      case 2:
        values.push(reshape(net, `reshape${i}`, x, [1, x.shape[1]!, x.shape[3]!, x.shape[2]!]));
        break;
      case 3:
        values.push(slice(net, `slice${i}`, x, { 1: { start: random(x.shape[1]!) } }));
        break;
      default:
        values.push(sigmoid(net, `sigmoid${i}`, x));
    }
  }
  return net.build(values.slice(-3));
}

test('graphs that join and add random values compute what the reference does', async () => {
  for (let seed = 0; seed < 150; seed++) await assertComputesReference(randomGraph(seed));
});

test('every part lies within its whole', async () => {
  for (let seed = 0; seed < 200; seed++) {
    const { slices, arenaBytes } = await lowered(randomGraph(seed));
    for (const [value, { offset, byteLength: bytes }] of slices) {
      assert.ok(offset + bytes <= arenaBytes, `graph ${seed}`);
      if (value.kind === 'value') assert.is(bytes, byteLength(value), `graph ${seed}, ${value.name}`);
    }
  }
});

test.after(closeTestEngine);

test.run();
