/** Where the worker's weights come from: the page's folder, the browser's storage, or a file that was dropped. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Options } from '../../web/protocol.ts';
import { sha256 } from '../image/fixture.ts';
import { tinyHyperIqa } from '../tiny-weights.ts';
import { serveWeights } from './site.ts';
import { WorkerPage } from './worker-page.ts';
import { options, portrait, runWorkerTests, type Surroundings, small } from './worker-tests.ts';

/** Not committed: expected beside the checkout, and required in CI. */
const original = '../shared/models/res10_300x300_ssd_iter_140000_fp16.caffemodel';
const testOnOriginal = existsSync(original) || process.env.CI === 'true' ? test : test.skip;

const checkpoints = 'test/fixtures/checkpoints';

const here = {} as Surroundings;

test("a dropped checkpoint is used from then on, and on later visits, until the page's own weights are requested", async () => {
  const page = await here.opened();
  const other = await tinyHyperIqa(2);
  const own = await page.score(1, small, options);
  await page.useWeights(2, { 'mine.safetensors': other });
  const { models, used } = await page.wait('weightsInUse', 2);
  assert.equal(used, ['hyperiqa']);
  assert.match(models[0]!.report!.join('\n'), /^hyperiqa .*\n {2}\d+ tensors found, 0 missing/);
  assert.equal([models[0]!.name, models[0]!.origin, models[0]!.sha256], ['mine.safetensors', 'user', sha256(other)]);
  const theirs = await page.score(3, small, options);
  assert.ok(Math.abs(theirs! - own!) > 0.1, `${own} and ${theirs}`);

  const later = await WorkerPage.open(here.context, here.site);
  const { models: kept } = await later.start();
  assert.equal([kept[0]!.name, kept[0]!.report], ['mine.safetensors', models[0]!.report]);
  assert.is(await later.score(1, small, options), theirs);
  await later.send({ type: 'useOwnWeights', id: 2, model: 'hyperiqa' });
  assert.is((await later.wait('weightsInUse', 2)).models[0]!.origin, 'page');
  assert.is(await later.score(3, small, options), own);
});

test('a photo that is added while a dropped checkpoint is being read is scored with it', async () => {
  const page = await here.opened();
  const own = await page.score(1, small, options);
  const reading = page.useWeights(2, { 'mine.safetensors': await tinyHyperIqa(3) });
  const early = await page.score(3, small, options);
  await reading;
  await page.wait('weightsInUse', 2);
  assert.is.not(early, own);
  assert.is(await page.score(4, small, options), early);
  await page.send({ type: 'useOwnWeights', id: 5, model: 'hyperiqa' });
  await page.wait('weightsInUse', 5);
});

test("a training script's dropped checkpoint gives the same scores as its weights alone", async () => {
  const page = await here.opened();
  await page.useWeights(2, { 'plain.safetensors': await tinyHyperIqa(2) });
  await page.wait('weightsInUse', 2);
  const plain = await page.score(3, small, options);
  await page.send({ type: 'useOwnWeights', id: 4, model: 'hyperiqa' });
  await page.wait('weightsInUse', 4);
  assert.is.not(await page.score(5, small, options), plain);

  await page.useWeights(6, { 'run.ckpt': await readFile(`${checkpoints}/tiny-hyperiqa.ckpt`) });
  const { models } = await page.wait('weightsInUse', 6);
  assert.is(models[0]!.name, 'run.ckpt');
  const text = models[0]!.report!.join('\n');
  for (const part of ["'state_dict.module._orig_mod'", 'args (argparse.Namespace)', 'optimizer.state.0.exp_avg']) {
    assert.match(text, part);
  }
  assert.is(await page.score(7, small, options), plain);
});

test('files that are not weights are refused with their kind, and nothing in them runs', async () => {
  const page = await here.opened();
  const cases = [
    [await readFile('test/fixtures/formats/hostile-system.pt'), 'posix.system'],
    [await readFile(`${checkpoints}/arrays.pt`), 'torch.from_numpy'],
    [Buffer.from('version https://git-lfs.github.com/spec/v1\n'), 'git lfs pull'],
    [Buffer.from('<!DOCTYPE html><title>Sign in</title>'), 'a web page'],
    [Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), 'It is truncated or damaged'],
    [Buffer.alloc(0), 'an empty file'],
  ] as const;
  for (const [i, [bytes, part]] of cases.entries()) {
    await page.useWeights(i, { 'given.pkl': bytes });
    const { error } = await page.wait('weightsFailed', i);
    assert.is(error.code, 'FORMAT');
    assert.match(error.message, part);
  }
});

test('files that are dropped together are the parts of one model, or several models', async () => {
  const page = await here.opened();
  const [network, svr] = await Promise.all(
    ['checkpoint.pth.tar', 'svr.npz'].map((name) => readFile(`test/models/deepbiq/${name}`)),
  );
  await page.useWeights(2, { 'svr.npz': svr!, 'checkpoint.pth.tar': network! });
  const parts = await page.wait('weightsInUse', 2);
  const deepBiq = parts.models.find(({ model }) => model === 'deepbiq');
  assert.is(deepBiq?.name, 'svr.npz and checkpoint.pth.tar');
  const score = await page.score(3, small, { ...options, metrics: ['deepbiq'] });
  assert.ok(Number.isFinite(score), `${score}`);

  await page.useWeights(4, { 'mine.safetensors': await tinyHyperIqa(2), 'svr.npz': svr! });
  const { error } = await page.wait('weightsFailed', 4);
  assert.match(error.message, /deepbiq is published in 2 files .* Give all of them together\.$/);
});

testOnOriginal("OpenCV's own caffemodel finds the face when it is dropped on a page without a detector", async () => {
  const page = await here.opened();
  const asked: Options = { ...options, faces: true };
  const bytes = await readFile(portrait);
  await page.send({ type: 'score', id: 1, name: 'portrait.jpg', options: asked }, bytes);
  assert.match((await page.wait('failed', 1)).error.message, /no weights of Face detector: drop a checkpoint/);
  await page.useWeights(2, { 'res10.caffemodel': await readFile(original) });
  const detector = (await page.wait('weightsInUse', 2)).models.find(({ model }) => model === 'face-detector');
  assert.match(detector!.report![0]!, /^face-detector \(caffemodel/);
  await page.send({ type: 'score', id: 3, name: 'portrait.jpg', options: asked }, bytes);
  assert.is((await page.wait('scored', 3)).result.faces.length, 1);
});

test('a file that holds no known model is refused, and the weights stay as they are', async () => {
  const page = await here.opened();
  const before = await page.score(1, small, options);
  const checkpoint = await readFile('test/fixtures/formats/small-legacy.pt');
  await page.useWeights(2, { 'small.pt': checkpoint });
  const { error } = await page.wait('weightsFailed', 2);
  assert.is(error.code, 'WEIGHTS');
  assert.match(error.message, /none of the known models/);
  assert.is(await page.score(3, small, options), before);
});

test('weights that arrive damaged, or were damaged in storage, are fetched again; wrong ones are never used', async () => {
  let fetched = 0;
  const damaged = Buffer.from(here.weights);
  damaged[damaged.length - 1]! ^= 1;
  const answer = () => (fetched++ === 0 ? damaged : here.weights);
  await serveWeights(here.context, here.site, { hyperIqa: here.weights, answer, others: false });
  const first = await WorkerPage.open(here.context, here.site);
  await first.start();
  assert.is(fetched, 0, 'weights that no photo asked for are not fetched');
  await first.score(1, small, options);
  assert.is(fetched, 2, 'the damaged answer was asked for again');

  const second = await WorkerPage.open(here.context, here.site);
  await second.start();
  await second.score(1, small, options);
  assert.is(fetched, 2, 'what is kept is not fetched');

  await second.page.evaluate(async () => {
    const cache = await caches.open('hyperiqa-webgpu');
    for (const request of await cache.keys()) {
      const response = (await cache.match(request))!;
      const bytes = new Uint8Array(await response.arrayBuffer());
      bytes[bytes.length - 1]! ^= 1;
      await cache.put(request, new Response(bytes, { headers: response.headers }));
    }
  });
  const third = await WorkerPage.open(here.context, here.site);
  await third.start();
  await third.score(1, small, options);
  assert.is(fetched, 3, 'what was damaged in storage is fetched');

  await second.page.evaluate(() => caches.delete('hyperiqa-webgpu'));
  await serveWeights(here.context, here.site, { hyperIqa: here.weights, answer: () => damaged, others: false });
  const fourth = await WorkerPage.open(here.context, here.site);
  await fourth.start();
  await fourth.send({ type: 'score', id: 1, name: 'cat.jpg', options }, await readFile(small));
  const { error } = await fourth.wait('failed', 1);
  assert.is(error.code, 'DOWNLOAD');
  assert.match(error.message, /SHA-256/);
});

runWorkerTests(test, here);
