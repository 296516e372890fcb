/**
 * Every model of the registry in a browser: the page's worker loads small weights from files of the kind in which the model is
 * published, and its results equal Node's. One page loads all models, one after another, as in a long session.
 */
import { readFile } from 'node:fs/promises';
import { PNG } from 'pngjs';
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import type { TensorFile } from '../../src/formats/tensor-file.ts';
import { type Box, cropPhoto } from '../../src/image/crop.ts';
import type { Photo } from '../../src/image/photo.ts';
import { faceJudgesOf, openNetworks, type RunModels } from '../../src/library/networks.ts';
import { comparesWithReference } from '../../src/models/metric.ts';
import type { Model } from '../../src/models/model.ts';
import { detectorModels, findMetric, landmarkModels, models } from '../../src/models/registry.ts';
import { videoFrames } from '../../src/node/video-frames.ts';
import { decodePhoto } from '../../src/platform/decode.ts';
import { type ClipScore, scoreClip } from '../../src/scoring/score-clip.ts';
import { type PhotoScore, scorePhoto } from '../../src/scoring/score-photo.ts';
import type { Options } from '../../web/protocol.ts';
import { closeTestEngine, openTestEngine } from '../engine.ts';
import { convertedPublished, type Files, publishedFiles } from '../models/published.ts';
import type { WorkerClient } from './worker-client.ts';
import { options } from './worker-tests.ts';

const clip = 'test/fixtures/clips/vp9.webm';
/** Selects three of the clip's nine frames. */
const every = 4;

/** Whether the model needs a face in the picture. */
const seesFaces = (model: Model) => model.task !== 'metric' || model.judges === 'face';

const seesFrames = (model: Model) => model.task === 'metric' && model.judges === 'frames';

/** Options for the worker. A model for faces judges the picture and the face that detector and landmarks find in it. */
function askedOf(model: Model): Options {
  const metrics = [model.task === 'metric' ? model.name : 'psnr'];
  return { ...options, metrics, faces: seesFaces(model), landmarks: seesFaces(model) && model.task !== 'detector' };
}

interface Input {
  readonly photo: Photo;
  readonly reference: Photo | undefined;
}

/** The smallest pictures that the models accept. */
async function inputOf(model: Model): Promise<Input> {
  const part = async (name: string, box: Box) => cropPhoto(await decodePhoto(`samples/${name}`), box);
  if (seesFaces(model)) {
    const photo = await part('grace-hopper.jpg', [120, 60, 400, 380]);
    // For a model that is not a metric, PSNR is used, which needs a reference.
    return { photo, reference: model.task === 'metric' ? undefined : photo };
  }
  const compares = model.task === 'metric' && comparesWithReference(model);
  const box: Box = compares ? [100, 60, 280, 240] : [100, 60, 201, 143];
  const photo = await part('coffee-compressed.jpg', box);
  return { photo, reference: compares ? await part('coffee.jpg', box) : undefined };
}

function png({ width, height, data }: Photo): Buffer {
  const file = new PNG({ width, height });
  file.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return PNG.sync.write(file, { inputHasAlpha: false, colorType: 2, inputColorType: 2 });
}

/** The values that are compared, by name. */
type Findings = Readonly<Record<string, number>>;

function findingsIn({
  results,
  faces = [],
}: Pick<PhotoScore, 'results'> & Partial<Pick<PhotoScore, 'faces'>>): Findings {
  const [{ score, parts, crops }] = results as readonly [PhotoScore['results'][number]];
  return {
    ...{ score, ...parts },
    ...numbered(
      'crop',
      (crops?.scores ?? []).map((crop) => crop.score),
    ),
    ...Object.assign({}, ...faces.map((face, i) => numbered(`face ${i}, value`, valuesOf(face)))),
  };
}

function valuesOf({ confidence, score, box, points, landmarks }: PhotoScore['faces'][number]): readonly number[] {
  return [confidence, score ?? Number.NaN, ...box, ...(points ?? []).flat(), ...(landmarks ?? []).flat()];
}

function numbered(name: string, values: readonly number[]): Findings {
  return Object.fromEntries(values.map((value, i) => [`${name} ${i}`, value]));
}

/** The score of a clip, and the qualities of its frames. */
function findingsInClip({ results }: Pick<ClipScore, 'results'>): Findings {
  return { ...findingsIn({ results }), ...numbered('frame', results[0]!.frames) };
}

/** The converted weights; null for a formula, which has none. */
const opened = async (files: Files): Promise<TensorFile | null> =>
  Object.keys(files).length === 0 ? null : convertedPublished(files);

/** Results in Node with the same files. */
async function inNode(model: Model, files: Files, { photo, reference }: Input, asked: Options): Promise<Findings> {
  const file = await opened(files);
  const own = async <M extends Model>(row: M) => ({
    model: row,
    file: row === model ? file : await opened(await publishedFiles(row)),
  });
  const run: RunModels = {
    metrics: [await own(findMetric(asked.metrics[0]!)!)],
    faceMetrics: null,
    detector: asked.faces ? await own(model.task === 'detector' ? model : detectorModels[0]!) : null,
    landmarks: asked.landmarks ? await own(landmarkModels[0]!) : null,
  };
  const networks = await openNetworks(await openTestEngine(), run);
  const { metrics, faces, landmarker } = networks;
  const { crops, seed, minConfidence } = asked;
  const openFaceJudges = faceJudgesOf(networks);
  const found = seesFrames(model)
    ? findingsInClip(await scoreClip(videoFrames(clip, { every }), (work) => work(metrics)))
    : findingsIn(await scorePhoto(photo, metrics, faces, { crops, seed, minConfidence, reference, openFaceJudges }));
  for (const each of [...metrics, faces, landmarker]) each?.dispose();
  return found;
}

export interface NetworkTests {
  /** The browser's name. */
  readonly browser: string;
  /** Opens a page whose worker is ready. */
  readonly open: () => Promise<WorkerClient>;
  /** By how much the results for clips may differ, as a share of their size. */
  readonly clipBound: number;
}

/** Registers a test for each model. */
export function runNetworkTests(test: Test, { browser, open, clipBound }: NetworkTests): void {
  /** Seconds in Node and in the browser for each model, printed at the end. */
  const seconds = new Map<string, readonly [number, number]>();
  let client: WorkerClient;
  let ids = 0;

  test.before(async () => {
    client = await open();
  });

  test.after(async () => {
    await closeTestEngine();
    const all = Array.from(seconds, ([name, [node, there]]) => `${name} ${node.toFixed(1)}/${there.toFixed(1)}`);
    console.log(`  seconds in Node/${browser}: ${all.join(', ')}`);
  });

  /** Results of the page's worker. */
  async function inBrowser(model: Model, files: Files, { photo, reference }: Input, asked: Options): Promise<Findings> {
    const id = ++ids;
    if (Object.keys(files).length > 0) {
      await client.useWeights(id, files);
      await client.answer('weightsInUse', 'weightsFailed', id);
    }
    try {
      if (seesFrames(model)) {
        await client.send({ type: 'clip', id, name: clip, every, options: asked }, await readFile(clip));
        return findingsInClip((await client.answer('clipScored', 'clipFailed', id)).result);
      }
      const original = reference && png(reference);
      await client.send({ type: 'score', id, name: 'picture.png', options: asked }, png(photo), original);
      return findingsIn((await client.answer('scored', 'failed', id)).result);
    } finally {
      if (Object.keys(files).length > 0) {
        await client.send({ type: 'useOwnWeights', id: ++ids, model: model.name });
        await client.answer('weightsInUse', 'weightsFailed', ids);
      }
    }
  }

  for (const model of models) {
    test(`${model.name} has the same results in ${browser} as in Node`, async () => {
      const [files, input, asked] = [await publishedFiles(model), await inputOf(model), askedOf(model)];
      const started = performance.now();
      const expected = await inNode(model, files, input, asked);
      const between = performance.now();
      const found = await inBrowser(model, files, input, asked);
      seconds.set(model.name, [(between - started) / 1000, (performance.now() - between) / 1000]);
      assert.equal(Object.keys(found), Object.keys(expected));
      assert.is(seesFaces(model), 'face 0, value 0' in found, 'a face in the picture');
      const [least, most] = model.checkpoints[0]!.range;
      for (const [name, value] of Object.entries(expected)) {
        // Scores of untrained weights use a small part of the range, or are outside it.
        const size = Math.max(Math.abs(value), Math.min(most - least, Math.abs(expected.score!)));
        const bound = (seesFrames(model) ? clipBound : 1e-4) * size;
        const difference = Math.abs(found[name]! - value);
        assert.ok(
          difference <= bound || value === found[name],
          `${name}: ${found[name]}, in Node ${value}: ${difference} apart`,
        );
      }
    });
  }
}
