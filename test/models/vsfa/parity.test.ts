/** VSFA and MDTVSFA against PyTorch: on seeded weights, and the published heads if they are beside the checkout. */
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openTensorFile } from '../../../src/formats/detect.ts';
import { type Box, cropPhoto } from '../../../src/image/crop.ts';
import { mt19937 } from '../../../src/image/mt19937.ts';
import { resNetDistribution } from '../../../src/models/backbones/resnet.ts';
import type { Metric } from '../../../src/models/metric.ts';
import { openMetric } from '../../../src/models/open-metric.ts';
import type { Score } from '../../../src/models/score.ts';
import { frameQualities, type HeadConstants, readHead } from '../../../src/models/vsfa/head.ts';
import { readMdtVsfaScale, requestMdtVsfaHead } from '../../../src/models/vsfa/mdtvsfa.ts';
import { mdtVsfa, vsfa } from '../../../src/models/vsfa/model.ts';
import { pooledOverTime } from '../../../src/models/vsfa/temporal-pooling.ts';
import { requestVsfaHead } from '../../../src/models/vsfa/vsfa.ts';
import { type WeightSource, weightsOf } from '../../../src/models/weight-source.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { openFile } from '../../../src/platform/file-source.ts';
import { closeTestEngine, openTestEngine } from '../../engine.ts';
import { refused } from '../../formats/fixture.ts';
import { assertTensors, type Sampled } from '../fixture.ts';
import { convertedFiles, type SeededWeights, seededCheckpoint } from '../seeded.ts';

interface Judged {
  readonly score: number;
  readonly frames: readonly number[];
  readonly parts?: Readonly<Record<string, number>>;
}

interface Fixture {
  readonly photo: string;
  readonly boxes: readonly Box[];
  readonly resnet: SeededWeights;
  readonly heads: Readonly<Record<string, SeededWeights>>;
  /** Features of the first frame. */
  readonly features: Sampled;
  readonly results: Readonly<Record<string, Judged>>;
  /** Results of the published heads on 30 frames of uniformly distributed features. */
  readonly published: Readonly<Record<string, Judged>>;
}

const fixture: Fixture = JSON.parse(readFileSync('test/models/vsfa/fixture.json', 'utf8'));
const photo = await decodePhoto(`samples/${fixture.photo}`);
const frames = fixture.boxes.map((box) => cropPhoto(photo, box));

function checkpoint(weights: SeededWeights) {
  return seededCheckpoint(weights, '', ({ name, shape }) => resNetDistribution({ name: `.${name}`, shape }));
}

async function openSeeded(model: typeof vsfa): Promise<Metric> {
  const files = [checkpoint(fixture.heads[model.name]!), checkpoint(fixture.resnet)];
  return openMetric(await openTestEngine(), model, await convertedFiles(files));
}

function assertJudged(found: Score, ofFrames: readonly number[], expected: Judged, bound: number) {
  const differences = {
    score: found.value - expected.score,
    ...Object.fromEntries(expected.frames.map((quality, i) => [`frame ${i}`, ofFrames[i]! - quality])),
    ...Object.fromEntries(
      Object.entries(expected.parts ?? {}).map(([name, part]) => [name, found.parts![name]! - part]),
    ),
  };
  for (const [name, difference] of Object.entries(differences)) {
    assert.ok(Math.abs(difference) <= bound, `${name}: ${difference} from PyTorch's`);
  }
  assert.is(ofFrames.length, expected.frames.length);
}

/** The features of every frame, from the first model: both models have the same ResNet here. */
const seen: Float32Array[] = [];
let metric: Metric;

test.before(async () => {
  metric = await openSeeded(vsfa);
});

test("a frame's features equal PyTorch's", async () => {
  for (const frame of frames) seen.push(await metric.clips!.look(frame));
  assertTensors({ features: seen[0]! }, { features: fixture.features }, 1e-4);
});

for (const model of [vsfa, mdtVsfa]) {
  test(`${model.name}: a clip's score, parts and frames are PyTorch's, from two files`, async () => {
    const judgement = (await openSeeded(model)).clips!.begin();
    const ofFrames = seen.map((frame) => judgement.add(frame));
    assertJudged(judgement.score(), ofFrames, fixture.results[model.name]!, 1e-4);
  });
}

test('a photo is a clip of one frame', async () => {
  const { value } = await metric.score({ photo: frames[0]! });
  const [expected] = fixture.results.vsfa!.frames;
  assert.ok(Math.abs(value - expected!) < 1e-4, `${value}, the first frame has ${expected}`);
});

test('a frame whose last maps have one pixel is refused, since it has no deviation', async () => {
  const small = cropPhoto(photo, [0, 0, 100, 32]);
  await refused(metric.score({ photo: small }), ['VSFA', '33x33', '100x32'], 'IMAGE_TOO_SMALL');
});

/** torch.rand after torch.manual_seed: 24 bits of each draw. */
function uniform(seed: number, count: number, length: number): Float32Array[] {
  const draw = mt19937(seed);
  return Array.from({ length: count }, () => Float32Array.from({ length }, () => (draw() & 0xffffff) / 2 ** 24));
}

const survey = '../shared/models/survey';

type ScaleOf = (weights: WeightSource, qualities: readonly number[]) => Promise<Score>;

const publishedHeads: readonly (readonly [string, (weights: WeightSource) => HeadConstants, ScaleOf])[] = [
  ['VSFA', (weights) => requestVsfaHead(weights, 4096), async (_, all) => ({ value: pooledOverTime(all) })],
  [
    'MDTVSFA',
    (weights) => requestMdtVsfaHead(weights, 4096),
    async (weights, all) => (await readMdtVsfaScale(weights)).ofClip(all),
  ],
];

for (const [name, requestHead, scaleOf] of publishedHeads) {
  const path = `${survey}/${name}.pt`;
  const isHere = existsSync(path);
  if (!isHere) console.log(`  skipped: ${path} is not here`);
  (isHere ? test : test.skip)(
    `the published ${name}.pt judges 30 frames of uniformly distributed features as in PyTorch`,
    async () => {
      const source = await openFile(path);
      const weights = weightsOf(await openTensorFile(source));
      const qualityOf = frameQualities(await readHead(requestHead(weights)));
      const qualities = uniform(0, 30, 4096).map(qualityOf);
      const score = await scaleOf(weights, qualities);
      const { frames: _, ...expected } = fixture.published[name]!;
      assertJudged(score, [], { ...expected, frames: [] }, name === 'VSFA' ? 1e-6 : 2e-4);
      await source.close();
    },
  );
}

test('the qualities from the published VSFA.pt are pooled to its score', () => {
  const { frames: qualities, score } = fixture.published.VSFA!;
  assert.ok(Math.abs(pooledOverTime(qualities) - score) < 1e-6, `${pooledOverTime(qualities)}, not ${score}`);
});

test.after(closeTestEngine);
test.run();
