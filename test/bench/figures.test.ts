import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compareResults, parseResult } from '../../bench/compare.ts';
import { comparisonMarkdown, resultMarkdown } from '../../bench/markdown.ts';
import { modelResult, peerResult, type Timings } from '../../bench/measure.ts';
import { modelTable } from '../../bench/model-table.ts';
import type { BenchResult } from '../../bench/result.ts';
import { drift, median, percentile } from '../../bench/statistics.ts';

const ready = { load: 1, compile: 1, firstRun: 1, total: 3, check: [50, -80], arenaBytes: 10, weightBytes: 20 };

const step = { node: 'layer', kernel: 'kernel', shader: 'shader', start: 0, flops: 1, bytes: 1 };

const ours: Timings = {
  colds: [
    { load: 10, compile: 20, firstRun: 30, total: 60 },
    { load: 30, compile: 40, firstRun: 50, total: 120 },
    { load: 11, compile: 22, firstRun: 33, total: 66 },
  ],
  runs: [100, 400, 200],
  ready,
  rssBytes: 1000,
  steps: [
    { ...step, operator: 'pool2d', milliseconds: 2 },
    { ...step, operator: 'linear', milliseconds: 4 },
    { ...step, operator: 'matmul', milliseconds: 1 },
  ],
};

const theirs: Timings = {
  ...ours,
  colds: [{ load: 1, compile: 1, firstRun: 1, total: 330 }],
  runs: [300, 800, 200],
  steps: [
    { ...step, operator: 'MaxPool', milliseconds: 1 },
    { ...step, operator: 'Gemm', milliseconds: 9 },
  ],
  ready: { ...ready, check: [50.8, -80] },
  rssBytes: 500,
};

const peak = { gflops: 10, gbps: 2 };
const face = modelResult({ model: 'face', batch: 2, precision: 'f32' }, ours, 1e9, peak);
const result: BenchResult = {
  version: '1.0.0',
  commit: null,
  adapter: { name: 'adapter', vendor: '', architecture: '', driver: 'driver', kind: 'gpu' },
  peak: { ...peak, drift: 0 },
  models: [face],
  peers: [],
  kernels: [],
};

test('a median is the middle value, or the mean of the two middle ones', () => {
  assert.is(median([9, 1, 5]), 5);
  assert.is(median([4, 1, 9, 2]), 3);
  assert.ok(Number.isNaN(median([])));
});

test('a percentile is one of the measured values, by nearest rank', () => {
  const values = Array.from({ length: 20 }, (_, i) => 20 - i);
  assert.is(percentile(values, 0.95), 19);
  assert.is(percentile([7, 3], 0.95), 7);
  assert.is(percentile([7, 3], 0.5), 3);
});

test('drift is the loss of the worst value relative to the best', () => {
  assert.is(drift([8, 10, 6]), 0.4);
  assert.is(drift([3]), 0);
});

test("a model's figures follow from medians and from the peak around its runs", () => {
  assert.equal(face, {
    ...{ model: 'face', batch: 2, precision: 'f32' },
    coldStartMs: { load: 11, compile: 22, firstRun: 33, total: 66 },
    warm: { medianMs: 200, p95Ms: 400 },
    perSecond: 10,
    effectiveGflops: 5,
    shareOfPeak: 0.5,
    memory: { rssBytes: 1000, arenaBytes: 10, weightBytes: 20 },
    kindMs: { product: 5, pooling: 2 },
    check: [50, -80],
  });
});

test("a peer's ratio is its figure divided by ours, and that of runs comes from neighbouring pairs", () => {
  const { ratio, scoreDifference } = peerResult({ peer: 'peer', model: 'hyperiqa', batch: 1 }, theirs, ours);
  assert.equal(ratio, { coldStart: 5, warm: 2, rss: 0.5 });
  assert.ok(Math.abs(scoreDifference - 0.01) < 1e-9, `${scoreDifference}`);
});

test('two results are compared figure by figure where both have the network and batch', () => {
  const faster = { ...face, warm: { medianMs: 100, p95Ms: 200 }, perSecond: 20 };
  const other = { ...face, batch: 3 };
  const comparisons = compareResults(result, { ...result, models: [faster, other] });
  const ratios = Object.fromEntries(comparisons.map(({ subject, figure, ratio }) => [`${subject}: ${figure}`, ratio]));
  assert.is(ratios['face, batch 2: warm median ms'], 0.5);
  assert.is(ratios['face, batch 2: per second'], 2);
  assert.is(ratios['face, batch 2: arena bytes'], 1);
  assert.is(ratios['adapter: peak GFLOP/s'], 1);
  assert.not.ok(comparisons.some(({ subject }) => subject.includes('batch 3')));
  assert.match(comparisonMarkdown('old.json', comparisons), '| face, batch 2 | warm median ms | 200 | 100 | 0.500 |');
});

test('a file that is not a result of the benchmark is refused by name', () => {
  for (const text of ['', 'null', '{"peak":{}}', '[1]']) {
    assert.throws(() => parseResult(text, 'odd.json'), /^odd\.json: is not what/);
  }
  assert.equal(parseResult(JSON.stringify(result), 'a.json'), result);
});

test('the report says what is missing, and which commands provide it', () => {
  const absent = { peer: 'runtime', model: 'hyperiqa', batch: 1, absent: 'Not installed: npm ci' } as const;
  assert.match(resultMarkdown({ ...result, peers: [absent] }), '- runtime, hyperiqa, batch 1: Not installed: npm ci');
});

test('the table has a line for each network and batch in float32, names slower kinds of layers, and says once why a runtime is missing', () => {
  const about = { model: 'face', batch: 2 };
  const half = { ...face, precision: 'f16' } as const;
  const peers = [
    peerResult({ ...about, peer: 'runtime WebGPU' }, theirs, ours),
    { ...about, peer: 'runtime CPU', absent: 'Not installed.' },
    { ...about, peer: 'runtime of others', absent: 'Not installed.' },
  ];
  const lines = modelTable({ ...result, models: [face, half], peers });
  assert.equal(lines.slice(4), [
    '| face, batch 2 | 200 ms | 5.0 | 0.50 | 2 | - | 1e-2 | 66 ms | 5 | 0 MB | 0.5 |',
    '',
    'Kinds of layers that take longer than in onnxruntime WebGPU, by timed dispatches:',
    '',
    '- face, batch 2: pooling 2 ms, there 1 ms',
    '',
    '- face: Not installed.',
  ]);
});

test("the report shows the cost of a batch, of each network's operations, and of float16", () => {
  const of = (model: 'hyperiqa' | 'face', batch: number, medianMs: number, effectiveGflops: number) => {
    return { ...face, model, batch, warm: { medianMs, p95Ms: medianMs }, effectiveGflops };
  };
  const half = { ...of('face', 1, 4, 10), precision: 'f16', check: [50.4, -80] } as const;
  const models = [half, of('hyperiqa', 1, 10, 12), of('hyperiqa', 10, 80, 15), of('face', 1, 5, 8)];
  const text = resultMarkdown({ ...result, models });
  assert.match(text, '- hyperiqa: a batch of 10 costs 8.00 times one.');
  assert.match(text, '- An operation of face takes 1.50 times one of hyperiqa.');
  assert.match(text, "- face, batch 1, f16 takes 0.80 times f32's time; results differ by 5.0e-3 of the largest.");
});

test('the report shows the loss of the default kernel order, and how far kernels are from the plainest one', () => {
  const of = (kernel: string, medianMs: number, difference: number) => ({ kernel, medianMs, gflops: 1, difference });
  const subject = { model: 'face', batch: 1, precision: 'f32' } as const;
  const layer = { ...subject, layer: 'conv', count: 2, flops: 3e6 };
  const kernels = [of('winograd4', 1, 4e-6), of('conv2d-rows8', 3, 1e-7), of('conv2d-direct', 30, 0)];
  const text = resultMarkdown({ ...result, kernels: [{ ...layer, kernels, ruleOfThumb: 'conv2d-rows8' }] });
  assert.match(text, '| winograd4 | 1.00 | 1.0 | conv2d-rows8 3.00 | conv2d-rows8 3.00, conv2d-direct 30.00 |');
  assert.match(text, '- face, batch 1: all convolutions 6.0 ms by rules of thumb, 2.0 ms with the fastest kernels.');
  assert.match(text, 'winograd4 4.0e-6, conv2d-rows8 1.0e-7, conv2d-direct 0.0e+0.');
});

test.run();
