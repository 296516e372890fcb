import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Engine } from '../../src/gpu/engine.ts';
import { layerKey } from '../../src/gpu/kernel-choice.ts';
import { measureLayer } from '../../src/gpu/tuner.ts';
import { GraphBuilder } from '../../src/graph/builder.ts';
import type { Node } from '../../src/graph/graph.ts';
import { conv2d } from '../../src/graph/layers.ts';
import type { Program } from '../../src/graph/program.ts';
import { loadKernels } from '../../src/kernels/index.ts';
import type { DeviceTraits } from '../../src/kernels/kernel.ts';
import { openTestGpu } from '../engine.ts';
import { randomConstant } from './check.ts';

function smallNet() {
  const net = new GraphBuilder();
  const x = net.input('x', [1, 8, 10, 10]);
  const weight = randomConstant([8, 8, 3, 3], 0.1);
  const first = conv2d(net, 'first', x, { weight, padding: [1, 1], activation: 'relu' });
  const second = conv2d(net, 'second', first, { weight, padding: [1, 1], activation: 'relu' });
  return net.build([second]);
}

function twoShapes() {
  const net = new GraphBuilder();
  const x = net.input('x', [1, 8, 10, 10]);
  const first = conv2d(net, 'first', x, { weight: randomConstant([8, 8, 3, 3], 0.1), padding: [1, 1] });
  return net.build([conv2d(net, 'second', first, { weight: randomConstant([4, 8, 3, 3], 0.1), padding: [1, 1] })]);
}

const input = { x: Float32Array.from({ length: 800 }, (_, i) => Math.cos(i)) };

test('layers of one shape are measured once, stored, and not measured again', async () => {
  const gpu = await openTestGpu();
  const saved = new Map<string, Readonly<Record<string, string>>>();
  const store = {
    load: async (scope: string) => saved.get(scope) ?? {},
    save: async (scope: string, choices: Readonly<Record<string, string>>) => void saved.set(scope, choices),
  };
  const graph = smallNet();
  const first = await Engine.open(gpu, { choices: store });
  const reports: string[][] = [];
  await first.tune(graph, ({ times }) => reports.push(times.map(({ kernel }) => kernel)));
  first.close();
  assert.is(reports.length, 1);
  const [kernels] = reports;
  assert.ok(kernels.includes('conv2d-direct') && kernels.includes('winograd4'));
  const [choices] = saved.values();
  assert.equal(choices, { [layerKey(graph.nodes[0])]: kernels[0] });

  const second = await Engine.open(gpu, { choices: store });
  let again = 0;
  await second.tune(graph, () => again++);
  assert.is(again, 0);
  const program = await second.compile(graph);
  const steps = await program.profile(input);
  assert.is(steps[0].kernel, kernels[0]);
  second.close();
});

/** A program that takes `milliseconds`, on an adapter that rounds timestamps down to 0.1 ms, as browsers do. */
function coarselyTimed(milliseconds: number): Program {
  let now = 0;
  return {
    ...{ inputs: new Map(), outputs: new Map(), memory: { arenaBytes: 0, weightBytes: 0 } },
    run: async () => ({}),
    async profile(_inputs, repeats = 1) {
      const start = now;
      now += milliseconds * repeats;
      const ticks = Math.floor(now * 10) - Math.floor(start * 10);
      const step = { node: '', operator: '', kernel: '', shader: '', start: 0, flops: 0, bytes: 0 };
      return [{ ...step, milliseconds: ticks / 10 / repeats }];
    },
    dispose: () => undefined,
  };
}

test('the fastest of kernels that take less than a tick of the clock is found', async () => {
  const graph = smallNet();
  const table = await loadKernels(graph);
  const traits: DeviceTraits = {
    ...{
      kind: 'gpu',
      subgroups: null,
      storageBindingBytes: 2 ** 30,
      bindingAlignment: 256,
      halfWeights: false,
      shaderF16: false,
    },
    matrixForm: null,
  };
  for (const fastest of ['winograd2', 'conv2d-rows8']) {
    const compile = async (_node: Node, kernel: string) => coarselyTimed(kernel === fastest ? 0.006 : 0.008);
    const { times } = await measureLayer(table, graph.nodes[0]!, traits, compile);
    assert.is(times[0]!.kernel, fastest);
    assert.ok(Math.abs(times[0]!.milliseconds - 0.006) < 5e-4, `${times[0]!.milliseconds}`);
  }
});

test('measurements are stored even if tuning is not completed', async () => {
  const gpu = await openTestGpu();
  const saved: Readonly<Record<string, string>>[] = [];
  const store = {
    load: async () => saved.at(-1) ?? {},
    save: async (_: string, choices: Readonly<Record<string, string>>) => void saved.push(choices),
  };
  const graph = twoShapes();
  const first = await Engine.open(gpu, { choices: store });
  const stop = () => {
    throw new Error('stopped');
  };
  const error = await first.tune(graph, stop).catch((reason: Error) => reason);
  first.close();
  assert.is((error as Error).message, 'stopped');
  assert.equal(
    saved.map((choices) => Object.keys(choices)),
    [[layerKey(graph.nodes[0])]],
  );

  const second = await Engine.open(gpu, { choices: store });
  const measured: string[] = [];
  await second.tune(graph, ({ node }) => measured.push(node.name));
  second.close();
  assert.equal(measured, ['second']);
  assert.equal(Object.keys(saved.at(-1)!), graph.nodes.map(layerKey));
});

test('a forced kernel takes precedence over a measured one', async () => {
  const gpu = await openTestGpu();
  const graph = smallNet();
  const remembered = { [layerKey(graph.nodes[0])]: 'winograd2' };
  const engine = await Engine.open(gpu, { choices: { load: async () => remembered, save: async () => {} } });
  const measured = await (await engine.compile(graph)).profile(input);
  const forced = await (await engine.compile(graph, { kernels: { conv2d: 'conv2d-direct' } })).profile(input);
  engine.close();
  assert.is(measured[0].kernel, 'winograd2');
  assert.is(forced[0].kernel, 'conv2d-direct');
});

test('an unknown kernel name in the store is ignored', async () => {
  const gpu = await openTestGpu();
  const graph = smallNet();
  const remembered = { [layerKey(graph.nodes[0])]: 'gone' };
  const engine = await Engine.open(gpu, { choices: { load: async () => remembered, save: async () => {} } });
  const { second } = await (await engine.compile(graph)).run(input);
  engine.close();
  assert.ok(second.some((value) => value > 0));
});

test.run();
