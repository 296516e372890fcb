/** The page's worker in Chromium: its answers, and that its scores equal the command line's. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { models as registry } from '../../src/models/registry.ts';
import type { Options } from '../../web/protocol.ts';
import { adapterArguments, runCli } from '../cli/run.ts';
import { serveWeights } from './site.ts';
import type { Holder } from './worker-client.ts';
import { WorkerPage } from './worker-page.ts';
import { options, portrait, runWorkerTests, type Surroundings, small } from './worker-tests.ts';

/** Exists on the page, where evaluated functions run. */
declare const holder: Holder;

const here = {} as Surroundings;

/** The command line's result for the same photo with the same weights. */
async function byCommandLine(photo: string, ...args: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'hyperiqa-web-'));
  try {
    const file = join(folder, 'tiny.safetensors');
    await writeFile(file, here.weights);
    const run = await runCli(['infer', photo, '--json', '--weights', file, ...args, ...adapterArguments]);
    assert.is(run.status, 0, run.stderr);
    return JSON.parse(run.stdout);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("photo, crops and faces get the command line's scores, by both metrics", async () => {
  await serveWeights(here.context, here.site, { hyperIqa: here.weights, others: true });
  const page = await WorkerPage.open(here.context, here.site);
  const { models } = await page.start();
  const served = ['hyperiqa', 'brisque', 'photo-judge', 'face-recognisability', 'face-detector', 'face-landmarks'];
  const usable = registry.filter(({ name, namings }) => served.includes(name) || namings.length === 0);
  assert.equal(
    models.map(({ model, origin }) => [model, origin]),
    usable.map(({ name }) => [name, 'page']),
  );
  const bytes = await readFile(portrait);
  const asked: Options = { ...options, metrics: ['hyperiqa', 'brisque'], faces: true, crops: 3 };
  await page.send({ type: 'score', id: 1, name: 'portrait.jpg', options: asked }, bytes);
  const { result } = await page.wait('scored', 1);
  const expected = await byCommandLine(portrait, '--metric', 'hyperiqa,brisque', '--crops', '3');
  const near = (a: number, b: number, what: string) => assert.ok(Math.abs(a - b) < 0.01, `${what}: ${a}, not ${b}`);
  near(result.score!, expected.score, 'score');
  near(result.scores.brisque!, expected.scores.brisque, 'BRISQUE');
  assert.is(result.crops!.crops.length, 3);
  for (const [i, crop] of result.crops!.crops.entries()) {
    assert.equal([crop.top, crop.left], [expected.crops[i].top, expected.crops[i].left]);
    near(crop.score, expected.crops[i].score, `crop ${i}`);
  }
  assert.is(result.faces.length, expected.faces.length);
  assert.is(result.faces.length, 1);
  const [face] = result.faces;
  near(face!.confidence, expected.faces[0].confidence, 'confidence');
  near(face!.score!, expected.faces[0].score, "the face's score");
  for (const [i, edge] of face!.box.entries()) assert.ok(Math.abs(edge - expected.faces[0].box[i]) < 0.1, 'box');
  assert.is(result.model, expected.model);
});

test('each of ten photos gets one answer, in order, and cancelled ones get theirs at once', async () => {
  const page = await here.opened();
  const bytes = await readFile(small);
  const ids = Array.from({ length: 10 }, (_, i) => i + 1);
  await page.sendUpon('scored', 1, { type: 'cancel', ids: [5, 6, 9] });
  await page.sendAll(
    ids.map((id) => ({ type: 'score', id, name: `${id}.jpg`, options })),
    bytes,
  );
  await page.wait('scored', 10);
  const messages = await page.messages();
  const answers = messages.filter(({ type }) => type === 'scored' || type === 'cancelled' || type === 'failed');
  const placeOf = (type: string, id: number) =>
    answers.findIndex((answer) => answer.type === type && (answer as { id: number }).id === id);
  assert.ok(placeOf('cancelled', 9) < placeOf('scored', 4), 'the cancelled ones did not wait for their turn');
  const idsOf = (type: string) =>
    answers.filter((answer) => answer.type === type).map((answer) => (answer as { id: number }).id);
  assert.equal(idsOf('scored'), [1, 2, 3, 4, 7, 8, 10]);
  assert.equal(idsOf('cancelled'), [5, 6, 9]);
  assert.is(answers.length, 10);
  for (const id of idsOf('scored')) {
    const stages = messages.filter((message) => message.type === 'progress' && message.id === id);
    assert.equal(
      stages.map((message) => message.type === 'progress' && message.stage),
      [{ kind: 'decoding' }, { kind: 'scoring', done: 0, total: 1 }, { kind: 'scoring', done: 1, total: 1 }],
    );
  }
});

test('all photos can be cancelled, and later ones are scored', async () => {
  const page = await here.opened();
  const bytes = await readFile(small);
  for (const id of [1, 2, 3]) await page.send({ type: 'score', id, name: 'a.jpg', options }, bytes);
  await page.send({ type: 'cancel', ids: 'all' });
  await page.send({ type: 'score', id: 4, name: 'b.jpg', options }, bytes);
  for (const id of [1, 2, 3]) await page.wait('cancelled', id);
  await page.wait('scored', 4);
});

test('a broken file fails with a sentence that names it, and the next photo is scored', async () => {
  const page = await here.opened();
  const bytes = await readFile(small);
  await page.send({ type: 'score', id: 1, name: 'half.jpg', options }, bytes.subarray(0, bytes.length / 2));
  await page.send({ type: 'score', id: 2, name: 'text.jpg', options }, Buffer.from('not a photo'));
  await page.send({ type: 'score', id: 3, name: 'whole.jpg', options }, bytes);
  const half = await page.wait('failed', 1);
  assert.is(half.error.code, 'IMAGE');
  assert.match(half.error.message, /^half\.jpg is damaged/);
  assert.match((await page.wait('failed', 2)).error.message, /^text\.jpg is not a photo/);
  const { picture } = await page.wait('decoded', 3);
  assert.equal([picture.width, picture.height, picture.orientation], [451, 300, 1]);
  await page.wait('scored', 3);
});

test('a lost device is replaced, and the current photo is still scored', async () => {
  const page = await here.opened();
  const before = await page.score(1, small, options);
  await page.inWorker(() => {
    const { createCommandEncoder } = GPUDevice.prototype;
    GPUDevice.prototype.createCommandEncoder = function (...args) {
      GPUDevice.prototype.createCommandEncoder = createCommandEncoder;
      this.destroy();
      return createCommandEncoder.apply(this, args);
    };
  });
  assert.is(await page.score(2, small, options), before);
  assert.is((await page.wait('deviceLost')).error.code, 'DEVICE_LOST');
  await page.wait('recovered');
  assert.not(await page.has('failed', 2));
});

test('a device that is lost twice at the same photo ends scoring with one message, and opening again works', async () => {
  const page = await here.opened();
  const before = await page.score(1, small, options);
  await page.inWorker(() => {
    const { createCommandEncoder } = GPUDevice.prototype;
    let losses = 0;
    GPUDevice.prototype.createCommandEncoder = function (...args) {
      if (++losses === 2) GPUDevice.prototype.createCommandEncoder = createCommandEncoder;
      this.destroy();
      return createCommandEncoder.apply(this, args);
    };
  });
  const bytes = await readFile(small);
  await page.sendAll(
    [2, 3].map((id) => ({ type: 'score', id, name: `${id}.jpg`, options })),
    bytes,
  );
  for (const id of [2, 3]) {
    const { error } = await page.wait('failed', id);
    assert.is(error.code, 'DEVICE_LOST');
    assert.match(error.message, /twice .* then try again/);
  }
  const all = await page.messages();
  const count = (type: string) => all.filter((message) => message.type === type).length;
  assert.equal([count('deviceLost'), count('recovered'), count('openFailed')], [1, 1, 1]);
  await page.start();
  assert.is(await page.score(4, small, options), before);
});

test('running out of memory fails the current photo, and the error says what to do', async () => {
  const page = await here.opened();
  await page.inWorker(() => {
    const { createBuffer } = GPUDevice.prototype;
    GPUDevice.prototype.createBuffer = () => {
      GPUDevice.prototype.createBuffer = createBuffer;
      throw new RangeError('createBuffer failed, size (1) is too large');
    };
  });
  await page.send({ type: 'score', id: 1, name: 'a.jpg', options }, await readFile(small));
  const { error } = await page.wait('failed', 1);
  assert.is(error.code, 'OUT_OF_MEMORY');
  assert.match(error.message, /close other tabs/);
  await page.score(2, small, options);
});

test('without WebGPU or without an adapter, the error says what to do, and opening again works', async () => {
  const page = await WorkerPage.open(here.context, here.site);
  await page.inWorker(() => {
    const { requestAdapter } = GPU.prototype;
    GPU.prototype.requestAdapter = async () => {
      GPU.prototype.requestAdapter = requestAdapter;
      return null;
    };
  });
  await page.send({ type: 'score', id: 1, name: 'a.jpg', options }, await readFile(small));
  await page.send({ type: 'open', folder: here.site.address });
  const { error } = await page.wait('openFailed');
  assert.is(error.code, 'NO_ADAPTER');
  assert.match(error.message, /hardware acceleration/);
  assert.is((await page.wait('failed', 1)).error.code, 'NO_ADAPTER');
  await page.inWorker(() => Object.defineProperty(navigator, 'gpu', { value: undefined, configurable: true }));
  await page.send({ type: 'open', folder: here.site.address });
  assert.match((await page.wait('openFailed', undefined, 2)).error.message, /has no WebGPU/);
  await page.inWorker(() => Reflect.deleteProperty(navigator, 'gpu'));
  await page.start();
  await page.score(2, small, options);
});

test('a profile names every layer, its kernel and its time in the order of execution, and the memory', async () => {
  const page = await here.opened();
  await page.send({ type: 'profile', id: 1, model: 'hyperiqa' });
  const { profile } = await page.wait('profiled', 1);
  assert.equal([profile.layers[0]!.operator, profile.unit], ['conv2d', 'crop']);
  assert.ok(profile.layers.length > 20);
  assert.ok(profile.layers.every(({ kernel }) => kernel.length > 0));
  assert.ok(profile.milliseconds > 0 && profile.memory.arenaBytes > 0 && profile.memory.weightBytes > 0);
  assert.is(profile.adapter.kind, 'software');
});

test('a preview is the picture that was scored, reduced', async () => {
  const page = await here.opened();
  await page.send(
    { type: 'preview', id: 1, name: 'a.jpg', longestSide: 100, autoOrient: false },
    await readFile(small),
  );
  await page.wait('preview', 1);
  const size = await page.page.evaluate(() => {
    const found = holder.messages.find((message) => message.type === 'preview');
    return found?.type === 'preview' ? [found.bitmap.width, found.bitmap.height] : [];
  });
  assert.equal(size, [100, 67]);
});

test('a photo is compared with its reference; without one of the same size, only the metrics that compare fail', async () => {
  const page = await here.opened();
  const files = await Promise.all([small, portrait].map(async (path) => (await readFile(path)).toString('base64')));
  await page.page.evaluate(
    ([[photo, other], asked]) => {
      const fileOf = (text: string) => new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))]);
      for (const [i, reference] of [photo, other, undefined].entries()) {
        holder.worker.postMessage({
          ...{ type: 'score', id: i + 1, file: fileOf(photo!), name: 'a.jpg', options: asked },
          ...(reference === undefined ? {} : { reference: { file: fileOf(reference), name: 'b.jpg' } }),
        });
      }
    },
    [files, { ...options, metrics: ['hyperiqa', 'mse', 'ssim'] }] as const,
  );
  const { result: equal } = await page.wait('scored', 1);
  assert.equal([equal.scores.mse, equal.scores.ssim, equal.failures], [0, 1, []]);
  for (const [id, message] of [
    [2, /451x300 pixels and its reference 512x600/],
    [3, /and none was given/],
  ] as const) {
    const { result } = await page.wait('scored', id);
    assert.is(result.score, equal.score);
    assert.equal(
      result.failures.map(({ metric, code }) => [metric, code]),
      [
        ['mse', 'REFERENCE'],
        ['ssim', 'REFERENCE'],
      ],
    );
    for (const failure of result.failures) assert.match(failure.message, message);
  }
});

runWorkerTests(test, here);
