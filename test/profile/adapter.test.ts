import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GraphBuilder } from '../../src/graph/builder.ts';
import { relu, sigmoid } from '../../src/graph/layers.ts';
import { PeakMeter } from '../../src/profile/peak.ts';
import { profilingCompiler } from '../../src/profile/profiling-compiler.ts';
import type { ProfiledRun } from '../../src/profile/trace.ts';
import { closeTestEngine, openTestEngine, openTestGpu } from '../engine.ts';

test("an adapter's peak is positive, and arithmetic is faster than memory", async () => {
  const gpu = await openTestGpu();
  const meter = await PeakMeter.open(gpu);
  const { gflops, gbps } = await meter.measure();
  meter.close();
  assert.ok(gbps > 0.01, `${gbps} GB/s`);
  assert.ok(gflops > gbps / 12, `${gflops} GFLOP/s, ${gbps} GB/s`);
});

test('a profiling compiler gives the same results and records every run of every layer', async () => {
  const engine = await openTestEngine();
  const runs: ProfiledRun[] = [];
  const net = new GraphBuilder();
  relu(net, 'second', sigmoid(net, 'first', net.input('x', [1, 4, 3, 3])));
  const graph = net.build([net.value('first'), net.value('second')]);
  const x = Float32Array.from({ length: 36 }, (_, i) => i - 18);
  const plain = await (await engine.compile(graph)).run({ x });
  const program = await profilingCompiler(engine, (run) => runs.push(run)).compile(graph);
  assert.equal(await program.run({ x }), plain);
  await program.run({ x });
  assert.equal(
    runs.map(({ title, steps }) => [title, steps.map((step) => step.node)]),
    [1, 2].map(() => ['first, second from x [1,4,3,3]', ['first', 'second']]),
  );
  assert.ok(runs.every(({ steps }) => steps.every(({ milliseconds }) => milliseconds >= 0)));
});

test.after(closeTestEngine);
test.run();
