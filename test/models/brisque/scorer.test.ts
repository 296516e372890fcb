import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../../src/errors.ts';
import { MemorySource } from '../../../src/formats/byte-source.ts';
import { openTensorFile } from '../../../src/formats/detect.ts';
import type { Graph } from '../../../src/graph/graph.ts';
import type { Compiler, Program } from '../../../src/graph/program.ts';
import { elementCount } from '../../../src/graph/tensor.ts';
import type { Photo } from '../../../src/image/photo.ts';
import { type Brisque, open } from '../../../src/models/brisque/code.ts';
import { brisque as model } from '../../../src/models/brisque/model.ts';
import { brisqueGraph } from '../../../src/models/brisque/network.ts';
import type { Metric } from '../../../src/models/metric.ts';
import { openMetricOptions } from '../../../src/models/open-metric.ts';
import { ProgramCache } from '../../../src/models/program-cache.ts';
import { findMetric } from '../../../src/models/registry.ts';
import type { MetricInput } from '../../../src/models/score.ts';
import { scorePhoto } from '../../../src/scoring/score-photo.ts';
import { refused } from '../../formats/fixture.ts';

const path = 'weights/brisque-live.safetensors';
const file = await openTensorFile(new MemorySource(path, readFileSync(path)));

function load(compiler: Compiler): Promise<Brisque> {
  return open(compiler, openMetricOptions(model, file));
}

const blank = (width: number, height: number): Photo => ({
  width,
  height,
  data: new Uint8Array(width * height * 3),
});

/** Compiles programs of `bytes` each that compute nothing, and records which are compiled and disposed of. */
function recordingEngine(bytes: number) {
  const made: string[] = [];
  const gone: string[] = [];
  const compile = async (graph: Graph): Promise<Program> => {
    const shape = graph.inputs[0].shape;
    made.push(`${shape[3]}x${shape[2]}`);
    const zeros = () => Object.fromEntries(graph.outputs.map((o) => [o.name, new Float32Array(elementCount(o.shape))]));
    return {
      inputs: new Map(),
      outputs: new Map(),
      memory: { arenaBytes: bytes, weightBytes: 0 },
      run: async () => zeros(),
      profile: async () => [],
      dispose: () => void gone.push(`${shape[3]}x${shape[2]}`),
    } as unknown as Program;
  };
  return { engine: { compile } as Compiler, made, gone };
}

async function scoreSizes(engine: Compiler, widths: readonly number[]): Promise<void> {
  const brisque = await load(engine);
  for (const width of widths) await brisque.judge(blank(width, 2));
}

test('a program is compiled for each size, and the last four used are kept', async () => {
  const { engine, made, gone } = recordingEngine(1000);
  await scoreSizes(engine, [2, 3, 2, 4, 5, 2, 6, 3]);
  assert.equal(made, ['2x2', '3x2', '4x2', '5x2', '6x2', '3x2']);
  assert.equal(gone, ['3x2', '4x2']);
});

test('programs that hold much memory together are disposed of before the next one is compiled', async () => {
  const { engine, made, gone } = recordingEngine(200 * 2 ** 20);
  await scoreSizes(engine, [2, 2, 3, 4]);
  assert.equal(made, ['2x2', '3x2', '4x2']);
  assert.equal(gone, ['2x2']);
});

test('concurrent photos of one size share a program', async () => {
  const { engine, made } = recordingEngine(1000);
  const brisque = await load(engine);
  const results = await Promise.all([2, 2, 2].map((width) => brisque.judge(blank(width, 2))));
  assert.equal(made, ['2x2']);
  for (const { score } of results) assert.is(score, 100);
});

test('a program in use is not disposed of, and a call that needs its memory waits', async () => {
  const { engine, made, gone } = recordingEngine(200 * 2 ** 20);
  const events: string[] = [];
  const cache = new ProgramCache(engine);
  const use = (width: number) =>
    cache.use(
      `${width}`,
      () => brisqueGraph(2, 1, width),
      async () => {
        events.push(`begin ${width}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
        events.push(`end ${width}, gone: ${gone.length}`);
      },
    );
  await Promise.all([use(2), use(2), use(3), use(4)]);
  assert.equal(made, ['2x2', '3x2', '4x2']);
  assert.equal(events.slice(0, 3), ['begin 2', 'begin 2', 'begin 3']);
  // Two programs fit in memory; the third waits for both uses of the first.
  assert.is(events.indexOf('begin 4') > events.lastIndexOf('end 2, gone: 0'), true);
  assert.equal(gone, ['2x2']);
});

test('a photo of a single row is too small', async () => {
  const brisque = await load(recordingEngine(1000).engine);
  await refused(brisque.judge(blank(640, 1)), ['640x1'], 'IMAGE_TOO_SMALL');
});

test("a photo beyond the adapter's limits is too large, and the next one is scored", async () => {
  const { engine } = recordingEngine(1000);
  const limited: Compiler = {
    precision: 'f32',
    compile: (graph) => {
      if (graph.inputs[0].shape[3] > 100) throw new HyperIqaError('LIMIT', 'too many bytes');
      return engine.compile(graph);
    },
  };
  const brisque = await load(limited);
  await refused(brisque.judge(blank(101, 2)), ['101x2'], 'IMAGE_TOO_LARGE');
  assert.is((await brisque.judge(blank(100, 2))).score, 100);
});

const metricOf = (name: string, score: Metric['score']): Metric => {
  const row = findMetric(name)!;
  return { model: row, checkpoint: row.checkpoints[0], protocol: null, label: name, score, dispose() {} };
};

const areaOf = ({ photo }: MetricInput) => photo.width * photo.height;

test("every metric scores the photo and each face, and the first one's score is the photo's", async () => {
  const scores = [{ top: 1, left: 2, score: 3 }];
  const crops = { frame: { width: 10, height: 8 }, side: 2, scores };
  const first = metricOf('hyperiqa', async (input) => ({ value: areaOf(input), crops }));
  const second = metricOf('brisque', async (input) => ({ value: -areaOf(input), parts: { area: areaOf(input) } }));
  const find = async () => [{ confidence: 0.9, box: [1, 1, 4, 3] as const }];
  const faces = { find } as unknown as Parameters<typeof scorePhoto>[2];
  const both = await scorePhoto(blank(10, 8), [second, first], faces);
  assert.equal([both.score, both.scores, both.crops], [-80, { brisque: -80, hyperiqa: 80 }, scores]);
  assert.equal(both.results, [
    {
      ...{ metric: 'brisque', checkpoint: 'brisque-live', score: -80, better: 'lower', range: [0, 100] },
      parts: { area: 80 },
    },
    { metric: 'hyperiqa', checkpoint: 'hyperiqa-koniq', score: 80, better: 'higher', range: [0, 100], crops },
  ]);
  assert.equal(
    both.faces.map(({ score, scores }) => [score, scores]),
    [[-6, { brisque: -6, hyperiqa: 6 }]],
  );
  await refused(scorePhoto(blank(10, 8), [], null), ['at least one metric'], 'USAGE');
});

test("a metric that fails does not affect the other metrics' scores of the photo and each face", async () => {
  const picky = metricOf('brisque', async (input) => {
    if (areaOf(input) > 20) throw new HyperIqaError('IMAGE_TOO_LARGE', `${areaOf(input)} is too large.`);
    if (areaOf(input) < 6) throw new HyperIqaError('IMAGE_TOO_SMALL', `${areaOf(input)} is too small.`);
    return { value: 1 };
  });
  const other = metricOf('hyperiqa', async (input) => ({ value: areaOf(input) }));
  const boxes = [
    [1, 1, 4, 3],
    [0, 0, 1, 1],
  ] as const;
  const find = async () => boxes.map((box) => ({ confidence: 0.9, box }));
  const faces = { find } as unknown as Parameters<typeof scorePhoto>[2];
  const both = await scorePhoto(blank(10, 8), [picky, other], faces);
  assert.equal([both.score, both.scores], [null, { hyperiqa: 80 }]);
  assert.equal(
    both.results.map(({ metric }) => metric),
    ['hyperiqa'],
  );
  assert.equal(
    both.faces.map(({ score, scores }) => [score, scores]),
    [
      [1, { brisque: 1, hyperiqa: 6 }],
      [null, { hyperiqa: 1 }],
    ],
  );
  assert.equal(both.failures, [
    { metric: 'brisque', face: null, code: 'IMAGE_TOO_LARGE', message: '80 is too large.' },
    { metric: 'brisque', face: 1, code: 'IMAGE_TOO_SMALL', message: '1 is too small.' },
  ]);
  const reversed = await scorePhoto(blank(10, 8), [other, picky], null);
  assert.equal([reversed.score, reversed.failures.length], [80, 1]);
  await refused(scorePhoto(blank(10, 8), [picky], null), ['80 is too large'], 'IMAGE_TOO_LARGE');
  const lost = metricOf('hyperiqa', async () => {
    throw new HyperIqaError('DEVICE_LOST', 'gone');
  });
  await refused(scorePhoto(blank(4, 4), [picky, lost], null), ['gone'], 'DEVICE_LOST');
});

test.run();
