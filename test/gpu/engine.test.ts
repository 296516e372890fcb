import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';
import { Engine } from '../../src/gpu/engine.ts';
import { PipelineCache } from '../../src/gpu/pipelines.ts';
import { GraphBuilder } from '../../src/graph/builder.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { conv2d, globalAveragePool, linear, relu } from '../../src/graph/layers.ts';
import { makeShader } from '../../src/kernels/kernel.ts';
import { openTestGpu } from '../engine.ts';
import { randomConstant, randomValues } from '../kernels/check.ts';

const gpu = await openTestGpu();

/** An engine and its device, which the engine does not expose. */
async function openWithDevice(): Promise<{ engine: Engine; device: GPUDevice }> {
  const found: GPUDevice[] = [];
  const watched = {
    async requestAdapter(options?: GPURequestAdapterOptions) {
      const adapter = await gpu.requestAdapter(options);
      if (adapter === null) return null;
      const requestDevice = adapter.requestDevice.bind(adapter);
      adapter.requestDevice = async (descriptor) => {
        const device = await requestDevice(descriptor);
        found.push(device);
        return device;
      };
      return adapter;
    },
  };
  const engine = await Engine.open(watched as unknown as GPU);
  return { engine, device: found[0] };
}

const weight = randomConstant([8, 8, 3, 3], 0.2);
const headWeight = randomConstant([5, 8], 0.5);

function net(batch: number): Graph {
  const builder = new GraphBuilder();
  const x = builder.input('x', [batch, 8, 9, 9]);
  const y = conv2d(builder, 'conv', x, { weight, padding: [1, 1], activation: 'relu' });
  return builder.build([linear(builder, 'head', globalAveragePool(builder, 'pool', y), { weight: headWeight })]);
}

async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'no error';
  } catch (error) {
    if (!(error instanceof HyperIqaError)) throw error;
    return error.code;
  }
}

test('runs requested concurrently are executed in order, each with its own input', async () => {
  const { engine } = await openWithDevice();
  const program = await engine.compile(net(1));
  const inputs = [1, 2, 3].map((seed) => randomValues(648, seed));
  const together = await Promise.all(inputs.map((x) => program.run({ x })));
  for (const [i, x] of inputs.entries()) assert.equal(together[i], await program.run({ x }));
  assert.not.equal(together[0], together[1]);
  engine.close();
});

test('a run is submitted while the previous one computes, but no third one', async () => {
  const { engine, device } = await openWithDevice();
  const program = await engine.compile(net(1));
  const events: string[] = [];
  const submit = device.queue.submit.bind(device.queue);
  device.queue.submit = (commands) => {
    events.push('submitted');
    return submit(commands);
  };
  const inputs = [1, 2, 3].map((seed) => randomValues(648, seed));
  const runs = inputs.map((x) => program.run({ x }).then(() => events.push('done')));
  await Promise.all(runs);
  assert.equal(events.slice(0, 3), ['submitted', 'submitted', 'done']);
  assert.is(events.filter((event) => event === 'submitted').length, 3);
  engine.close();
});

test('a profile has the adapter to itself: it waits for earlier runs, and later ones wait for it', async () => {
  const { engine, device } = await openWithDevice();
  if (!device.features.has('timestamp-query')) return engine.close();
  const program = await engine.compile(net(1));
  const x = randomValues(648, 1);
  const events: string[] = [];
  await Promise.all([
    program.run({ x }).then(() => events.push('run 1')),
    program.run({ x }).then(() => events.push('run 2')),
    program.profile({ x }).then(() => events.push('profile')),
    program.run({ x }).then(() => events.push('run 3')),
  ]);
  assert.equal(events, ['run 1', 'run 2', 'profile', 'run 3']);
  engine.close();
});

test('only the failed one of several runs in flight fails, and later runs can use its buffers', async () => {
  const { engine } = await openWithDevice();
  const program = await engine.compile(net(1));
  const x = randomValues(648, 1);
  const { head } = await program.run({ x });
  const results = await Promise.allSettled([
    program.run({ x }),
    program.run({}),
    program.run({ x }),
    program.run({ x }),
  ]);
  assert.equal(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  );
  assert.equal(await program.run({ x }), { head });
  engine.close();
});

test('an error that WebGPU reports for a run fails only that run, not the others in flight', async () => {
  const { engine, device } = await openWithDevice();
  const program = await engine.compile(net(1));
  const x = randomValues(648, 1);
  const createCommandEncoder = device.createCommandEncoder.bind(device);
  let encoders = 0;
  device.createCommandEncoder = (descriptor) => {
    const encoder = createCommandEncoder(descriptor);
    // A pass without an end makes its command buffer invalid.
    if (++encoders === 2) encoder.beginComputePass();
    return encoder;
  };
  const results = await Promise.allSettled([program.run({ x }), program.run({ x }), program.run({ x })]);
  assert.equal(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  assert.match(String((results[1] as PromiseRejectedResult).reason), 'WebGPU refused a run');
  await program.run({ x });
  engine.close();
});

test('a lost device ends all runs in flight', async () => {
  const { engine, device } = await openWithDevice();
  const program = await engine.compile(net(1));
  const x = randomValues(648, 1);
  const runs = [1, 2, 3].map(() => codeOf(() => program.run({ x })));
  device.destroy();
  assert.equal(await Promise.all(runs), ['DEVICE_LOST', 'DEVICE_LOST', 'DEVICE_LOST']);
  engine.close();
});

test('a batch gives the same results as its images one by one', async () => {
  const { engine } = await openWithDevice();
  const single = await engine.compile(net(1));
  const triple = await engine.compile(net(3));
  const x = randomValues(3 * 648, 7);
  const { head } = await triple.run({ x });
  for (let i = 0; i < 3; i++) {
    const alone = await single.run({ x: x.subarray(i * 648, (i + 1) * 648) });
    alone.head.forEach((value, o) => {
      const difference = Math.abs(value - head[i * 5 + o]);
      assert.ok(difference < 1e-5, `image ${i}, output ${o}: ${difference} apart`);
    });
  }
  engine.close();
});

test('a run creates no buffers, bind groups or pipelines after the first', async () => {
  const { engine, device } = await openWithDevice();
  const program = await engine.compile(net(2));
  await program.run({ x: randomValues(1296, 1) });
  const made: string[] = [];
  const watch = <K extends 'createBuffer' | 'createBindGroup' | 'createComputePipelineAsync'>(name: K) => {
    const original = device[name].bind(device) as (argument: unknown) => unknown;
    Object.defineProperty(device, name, {
      value: (argument: unknown) => {
        made.push(name);
        return original(argument);
      },
    });
  };
  watch('createBuffer');
  watch('createBindGroup');
  watch('createComputePipelineAsync');
  await program.run({ x: randomValues(1296, 2) });
  assert.equal(made, []);
  // Shows that the watch works: compiling creates objects.
  await engine.compile(net(4));
  assert.ok(made.includes('createBuffer') && made.includes('createBindGroup'));
  engine.close();
});

test('programs of one model share their weights, and the last one to be disposed of releases them', async () => {
  const { engine, device } = await openWithDevice();
  const labels: (string | undefined)[] = [];
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    labels.push(descriptor.label);
    return createBuffer(descriptor);
  };
  const uploads = () => labels.filter((label) => label?.includes(headWeight.key)).length;
  const first = await engine.compile(net(1));
  const second = await engine.compile(net(2));
  assert.is(uploads(), 1);
  first.dispose();
  await second.run({ x: randomValues(1296, 1) });
  second.dispose();
  await engine.compile(net(1));
  assert.is(uploads(), 2);
  engine.close();
});

test('a lost device is an error with its own code, and a new engine works', async () => {
  const { engine, device } = await openWithDevice();
  const program = await engine.compile(net(1));
  device.destroy();
  assert.is(await codeOf(() => program.run({ x: randomValues(648, 1) })), 'DEVICE_LOST');
  assert.is(await codeOf(() => engine.compile(net(1))), 'DEVICE_LOST');
  engine.close();
  const { engine: fresh } = await openWithDevice();
  const { head } = await (await fresh.compile(net(1))).run({ x: randomValues(648, 1) });
  assert.is(head.length, 5);
  fresh.close();
});

test('a closed engine and what was compiled on it are left to the garbage collector', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const used = async (): Promise<WeakRef<object>> => {
    const { engine } = await openWithDevice();
    await (await engine.compile(net(1))).run({ x: randomValues(648, 1) });
    engine.close();
    return new WeakRef(engine);
  };
  const engines = [await used(), await used(), await used()];
  for (let turn = 0; turn < 20 && engines.some((engine) => engine.deref() !== undefined); turn++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    collect();
  }
  assert.equal(
    engines.map((engine) => engine.deref() === undefined),
    [true, true, true],
  );
});

test('all requests for the same adapter share one GPU object', async () => {
  assert.is(await openTestGpu(), gpu);
});

test('a wrong input, a disposed program and a closed engine have different errors', async () => {
  const { engine } = await openWithDevice();
  const program = await engine.compile(net(1));
  assert.is(await codeOf(() => program.run({ x: new Float32Array(5) })), 'USAGE');
  assert.is(await codeOf(() => program.run({})), 'USAGE');
  program.dispose();
  assert.is(await codeOf(() => program.run({ x: randomValues(648, 1) })), 'USAGE');
  const other = await engine.compile(net(1));
  engine.close();
  engine.close();
  assert.is(await codeOf(() => engine.compile(net(1))), 'DEVICE_LOST');
  assert.not.equal(await codeOf(() => other.run({ x: randomValues(648, 1) })), 'no error');
});

test('a tensor beyond the largest binding is refused before anything is allocated', async () => {
  const { engine } = await openWithDevice();
  const side = Math.ceil(Math.sqrt(engine.traits.storageBindingBytes / 4)) + 1;
  const builder = new GraphBuilder();
  const x = builder.input('x', [1, 1, side, side]);
  const graph = builder.build([relu(builder, 'y', x)]);
  assert.is(await codeOf(() => engine.compile(graph)), 'LIMIT');
  engine.close();
});

test('a WGSL error shows the file, the line, its text and the column', async () => {
  const { engine, device } = await openWithDevice();
  const text = '@compute @workgroup_size(1)\nfn main() {\n  let wrong = 1u + 1.0f;\n}\n';
  const shader = makeShader('broken', [{ file: 'broken.wgsl', text }]);
  const dispatch = { shader, constants: {}, params: [], bindings: [], workgroups: [1, 1, 1] as const };
  try {
    await new PipelineCache(device).get(dispatch);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, HyperIqaError);
    assert.match(String(error), 'shaders/broken.wgsl:3');
    assert.match(String(error), 'let wrong = 1u + 1.0f;');
    assert.match(String(error), /\n +\^/);
  }
  engine.close();
});

test('a shader that does not compile is compiled again at the next request', async () => {
  const { engine, device } = await openWithDevice();
  let modules = 0;
  const create = device.createShaderModule.bind(device);
  device.createShaderModule = (descriptor) => {
    modules++;
    return create(descriptor);
  };
  const pipelines = new PipelineCache(device);
  const shader = makeShader('broken', [{ file: 'broken.wgsl', text: 'fn main() { wrong }' }]);
  const dispatch = { shader, constants: {}, params: [], bindings: [], workgroups: [1, 1, 1] as const };
  for (const count of [1, 2]) {
    assert.is(await codeOf(() => pipelines.get(dispatch)), 'SHADER');
    assert.is(modules, count);
  }
  engine.close();
});

test('closing an engine ends what it compiles, and tuning on a closed one fails', async () => {
  const { engine } = await openWithDevice();
  const compiling = codeOf(() => engine.compile(net(1)));
  engine.close();
  assert.is(await compiling, 'DEVICE_LOST');
  assert.is(await codeOf(() => engine.tune(net(1))), 'DEVICE_LOST');
});

test('weights that cannot be read leave no buffer behind', async () => {
  const { engine, device } = await openWithDevice();
  const open = new Set<GPUBuffer>();
  const create = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = create(descriptor);
    open.add(buffer);
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      open.delete(buffer);
      return destroy();
    };
    return buffer;
  };
  const builder = new GraphBuilder();
  const unreadable = { ...weight, read: () => Promise.reject(new HyperIqaError('FORMAT', 'unreadable')) };
  const graph = builder.build([conv2d(builder, 'conv', builder.input('x', [1, 8, 9, 9]), { weight: unreadable })]);
  assert.is(await codeOf(() => engine.compile(graph)), 'FORMAT');
  assert.is(open.size, 0);
  engine.close();
});

test('shaders of the same name and different code get their own pipelines, and equal code shares one', async () => {
  const { engine, device } = await openWithDevice();
  const pipelines = new PipelineCache(device);
  const dispatchOf = (text: string) => {
    const shader = makeShader('same name', [{ file: 'same.wgsl', text }]);
    return { shader, constants: {}, params: [], bindings: [], workgroups: [1, 1, 1] as const };
  };
  const empty = '@compute @workgroup_size(1)\nfn main() {}\n';
  const first = await pipelines.get(dispatchOf(empty));
  assert.is(await pipelines.get(dispatchOf(empty)), first);
  assert.is.not((await pipelines.get(dispatchOf(`${empty}// changed\n`))).pipeline, first.pipeline);
  engine.close();
});

test.run();
