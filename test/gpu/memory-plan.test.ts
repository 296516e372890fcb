import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type BufferLifetime, planMemory } from '../../src/gpu/memory-plan.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { optimise } from '../../src/graph/rewrite.ts';
import { elementCount, type Value } from '../../src/graph/tensor.ts';
import { faceDetectorGraph } from '../../src/models/face-detector/network.ts';
import { hyperIqaGraph } from '../../src/models/hyperiqa/network.ts';
import { randomIntegers } from '../graph/random.ts';
import { anyWeights } from '../graph/tensors.ts';

const alignment = 256;
const aligned = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

/** The most bytes that are alive at one step, which is the least that any plan needs. */
function peakOf(buffers: readonly BufferLifetime[]): number {
  const alive = (step: number) => buffers.filter(({ firstStep, lastStep }) => firstStep <= step && step <= lastStep);
  const sums = buffers.map(({ firstStep }) => alive(firstStep).reduce((sum, { bytes }) => sum + aligned(bytes), 0));
  return Math.max(0, ...sums);
}

function assertSound(buffers: readonly BufferLifetime[]): number {
  const { offsets, totalBytes } = planMemory(buffers, alignment);
  for (const [i, a] of buffers.entries()) {
    assert.is(offsets[i] % alignment, 0);
    assert.ok(offsets[i] + a.bytes <= totalBytes, `buffer ${i} ends beyond the arena`);
    for (const [j, b] of buffers.entries()) {
      if (j <= i || a.firstStep > b.lastStep || b.firstStep > a.lastStep) continue;
      const apart = offsets[i] + a.bytes <= offsets[j] || offsets[j] + b.bytes <= offsets[i];
      assert.ok(apart, `buffers ${i} and ${j} live at the same time and overlap`);
    }
  }
  assert.ok(totalBytes >= peakOf(buffers), 'the arena is smaller than what is alive at once');
  return totalBytes;
}

test('buffers of random sizes and lifetimes never overlap while both are alive', () => {
  for (let seed = 0; seed < 100; seed++) {
    const random = randomIntegers(seed);
    const buffers = Array.from({ length: 1 + random(40) }, () => {
      const firstStep = random(30);
      return { bytes: 1 + random(5000), firstStep, lastStep: firstStep + random(8) };
    });
    assertSound(buffers);
  }
});

test('a buffer may reuse memory that was last used a step before, but not at the same step', () => {
  const first = { bytes: 256, firstStep: 0, lastStep: 1 };
  assert.is(planMemory([first, { bytes: 256, firstStep: 2, lastStep: 3 }], alignment).totalBytes, 256);
  assert.is(planMemory([first, { bytes: 256, firstStep: 1, lastStep: 3 }], alignment).totalBytes, 512);
});

test('a buffer is placed in the smallest gap that holds it', () => {
  const always = { firstStep: 0, lastStep: 9 };
  const buffers = [
    { bytes: 2048, ...always },
    { bytes: 1024, firstStep: 0, lastStep: 0 },
    { bytes: 768, ...always },
    { bytes: 512, firstStep: 0, lastStep: 0 },
    { bytes: 300, ...always },
    { bytes: 400, firstStep: 5, lastStep: 5 },
  ];
  const { offsets } = planMemory(buffers, alignment);
  assert.is(offsets[5], offsets[3], 'the 512 bytes that are free at step 5, not the 1024');
});

test('no buffers need no memory', () => {
  assert.equal(planMemory([], alignment), { offsets: [], totalBytes: 0 });
});

/** The lifetime of each value, from the node that produces it to the last one that reads it; reshapes count as copies. */
function lifetimesOf(graph: Graph): readonly BufferLifetime[] {
  const lifetimes = new Map<Value, { bytes: number; firstStep: number; lastStep: number }>();
  const start = (value: Value, step: number) =>
    lifetimes.set(value, { bytes: 4 * elementCount(value.shape), firstStep: step, lastStep: step });
  for (const value of graph.inputs) start(value, -1);
  for (const [step, node] of graph.nodes.entries()) {
    for (const value of node.inputs) lifetimes.get(value)!.lastStep = step;
    start(node.output, step);
  }
  for (const value of graph.outputs) lifetimes.get(value)!.lastStep = graph.nodes.length;
  return [...lifetimes.values()];
}

for (const [name, build] of [
  ['HyperIQA', hyperIqaGraph],
  ['the face detector', faceDetectorGraph],
] as const) {
  test(`the plan of ${name} needs at most 2 % more than is alive at once`, () => {
    const buffers = lifetimesOf(optimise(build(anyWeights(0), 2)));
    const total = assertSound(buffers);
    const ratio = total / peakOf(buffers);
    assert.ok(ratio <= 1.02, `${total} bytes, ${ratio} times the peak`);
  });
}

test.run();
