/** What HyperIQA and CNNIQA do not use of `CropMetric`: whole photos, and crops of different weights. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GraphBuilder } from '../../src/graph/builder.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { reduce } from '../../src/graph/layers.ts';
import type { Compiler } from '../../src/graph/program.ts';
import { runReference } from '../../src/graph/run-reference.ts';
import { rgbCrops } from '../../src/image/crop-tensor.ts';
import { zeroToOne } from '../../src/image/normalisation.ts';
import { patches } from '../../src/image/protocols/patches.ts';
import type { Size } from '../../src/image/protocols/protocol.ts';
import { wholePhoto } from '../../src/image/protocols/whole.ts';
import { weightedMean } from '../../src/models/aggregation.ts';
import { CropMetric, type CropNetwork } from '../../src/models/crop-metric.ts';
import { metricModels } from '../../src/models/registry.ts';
import { formula } from '../image/fixture.ts';

const [model] = metricModels;
const names = { name: 'tested', aliases: [] };

/** A network whose score is the mean of a crop's values, and whose weight is their maximum. */
function graph(batch: number, { width, height }: Size): Graph {
  const net = new GraphBuilder();
  const crops = net.input('crops', [batch, 3, height, width]);
  return net.build([reduce(net, 'score', crops, 'mean', [1, 2, 3]), reduce(net, 'weight', crops, 'max', [1, 2, 3])]);
}

/** Computes with the float64 reference, and records the input shapes of the graphs that it compiles. */
function referenceCompiler() {
  const compiled: string[] = [];
  const compile = async (network: Graph) => {
    const { shape } = network.inputs[0];
    compiled.push(shape.join('x'));
    const run = async ({ crops }: { crops: Float32Array }) => {
      const outputs = await runReference(network, { crops: { shape, data: Float64Array.from(crops) } });
      return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, Float32Array.from(data)]));
    };
    return { run, memory: { arenaBytes: 1000, weightBytes: 0 }, dispose() {} };
  };
  return { compiler: { precision: 'f32', compile } as unknown as Compiler, compiled };
}

const network: Omit<CropNetwork, 'protocol'> = {
  model,
  checkpoint: { ...model.checkpoints[0], isClipped: false },
  input: rgbCrops(zeroToOne),
  largestBatch: 4,
  hasFixedBatch: false,
  graph,
};

test('photos taken whole have a program for each size, a score, and no crop positions', async () => {
  const { compiler, compiled } = referenceCompiler();
  const metric = new CropMetric(compiler, { ...network, protocol: wholePhoto(names, { width: 1, height: 1 }) });
  for (const [width, height] of [
    [20, 9],
    [9, 20],
    [20, 9],
  ]) {
    const photo = formula(width, height);
    const expected = photo.data.reduce((sum, byte) => sum + byte / 255, 0) / photo.data.length;
    const { value, crops } = await metric.score({ photo });
    assert.ok(Math.abs(value - expected) < 1e-6, `${width}x${height}: ${value} instead of ${expected}`);
    assert.is(crops, undefined);
  }
  assert.equal(compiled, ['1x3x9x20', '1x3x20x9']);
});

test('crops are weighted by the second output over all runs, and padding crops have no weight', async () => {
  const { compiler, compiled } = referenceCompiler();
  const protocol = patches(names, { side: 5, stride: 5, includesLast: true });
  const metric = new CropMetric(compiler, { ...network, protocol, aggregate: weightedMean });
  // The photo gets brighter from left to right, so that weights differ.
  const photo = formula(35, 5);
  photo.data.forEach((byte, i) => {
    photo.data[i] = (byte * ((Math.floor(i / 3) % 35) + 1)) / 35;
  });
  const { value, crops } = await metric.score({ photo });
  const levels = Array.from({ length: 7 }, (_, patch) =>
    [...photo.data].filter((_, i) => Math.floor((Math.floor(i / 3) % 35) / 5) === patch).map((byte) => byte / 255),
  );
  const weights = levels.map((patch) => Math.max(...patch));
  const scores = levels.map((patch) => patch.reduce((sum, level) => sum + level, 0) / patch.length);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const expected = scores.reduce((sum, score, i) => sum + score * weights[i], 0) / total;
  const plain = scores.reduce((sum, score) => sum + score, 0) / 7;
  assert.ok(Math.abs(plain - expected) > 1e-3, 'the weights must matter');
  assert.ok(Math.abs(value - expected) < 1e-6, `${value} instead of ${expected}`);
  assert.is(crops?.scores.length, 7);
  assert.equal(compiled, ['4x3x5x5']);
});

test("a weighted mean equals PyTorch's", () => {
  const { weightedMean: reference } = JSON.parse(readFileSync('test/fixtures/image/protocols.json', 'utf8'));
  const value = weightedMean(reference.scores, reference.weights);
  assert.ok(Math.abs(value - reference.value) < 1e-9, `${value} instead of ${reference.value}`);
});

test.run();
