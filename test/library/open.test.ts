/** The library's `open` in Node, compared with the command line. */
import { createReadStream, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { resizeOpenCv } from '../../src/image/resize-opencv.ts';
import {
  decodePhoto,
  type FailedPhoto,
  open,
  type PhotoInput,
  type PhotoResult,
  type WeightsProgress,
} from '../../src/index.ts';
import { adapterArguments, runCli } from '../cli/run.ts';
import { refused } from '../formats/fixture.ts';
import { tinyHyperIqa } from '../tiny-weights.ts';

const adapter = process.env.HYPERIQA_ADAPTER;
const cat = 'samples/cat.jpg';
const tiny = await tinyHyperIqa(1);
const iqa = await open({ weights: tiny, adapter });
const few = { crops: 2 } as const;
const { score: catScore } = await iqa.score(cat, few);

test.after(() => iqa.close());

test('a result equals what infer --json prints', async () => {
  const cases = [
    {
      photos: ['samples/coffee-blurred.jpg', 'samples/coffee-compressed.jpg'],
      metric: ['brisque', 'ssim'],
      reference: 'samples/coffee.jpg',
    },
    { photos: ['samples/grace-hopper.jpg'], metric: ['brisque'] },
  ];
  for (const { photos, metric, reference } of cases) {
    const referenceArguments = reference === undefined ? [] : ['--reference', reference];
    const args = ['infer', ...photos, '--metric', metric.join(), ...referenceArguments, '--json', ...adapterArguments];
    const { stdout, stderr } = await runCli(args);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.is(lines.length, photos.length, stderr);
    await using scorer = await open({ metric, faces: true, adapter });
    const results = [];
    for await (const result of scorer.scoreAll(photos, { reference })) results.push(JSON.parse(JSON.stringify(result)));
    const comparable = ({ faces, ...result }: Partial<PhotoResult>) => ({
      // A line of JSON omits these if there is only one metric.
      ...{ scores: { [metric[0]]: result.score }, errors: [], ...result, ms: 0 },
      faces: faces?.map((face) => ({ ...face, scores: face.scores ?? { [metric[0]]: face.score } })),
    });
    assert.equal(results.map(comparable), lines.map(comparable));
  }
});

test("default metric, weights and crops are the command line's", async () => {
  const { stdout } = await runCli(['infer', cat, '--no-faces', '--crops', '2', '--json', ...adapterArguments]);
  await using scorer = await open({ adapter });
  const { score, crops, model } = await scorer.score(cat, few);
  const line = JSON.parse(stdout);
  assert.equal([score, crops, model], [line.score, line.crops, line.model]);
});

test('a photo scores the same in every form of input', async () => {
  const file = await readFile(cat);
  const server = createServer((_, response) => response.end(file)).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  const { width, height, data } = await decodePhoto(cat);
  const rgba = new Uint8ClampedArray(width * height * 4).map((_, i) =>
    i % 4 === 3 ? i : data[(i >> 2) * 3 + (i % 4)],
  );
  const url = pathToFileURL(resolve(cat));
  const inputs: Readonly<Record<string, PhotoInput>> = {
    'a file: URL': url,
    'a file: address': url.href,
    'a data: address': `data:image/jpeg;base64,${file.toString('base64')}`,
    'an http: address': `http://127.0.0.1:${port}/cat.jpg`,
    'a Buffer': file,
    'an ArrayBuffer': Uint8Array.from(file).buffer,
    'a Blob': new Blob([file]),
    'a ReadableStream': new Blob([file]).stream(),
    "a stream of Node's": createReadStream(cat),
    'RGB pixels': { width, height, data },
    'RGBA pixels': { width, height, data: rgba },
  };
  for (const [kind, input] of Object.entries(inputs)) assert.is((await iqa.score(input, few)).score, catScore, kind);
  server.close();
});

test('grey pixels score as the same grey in RGB', async () => {
  const [width, height] = [64, 48];
  const grey = Uint8Array.from({ length: width * height }, (_, i) => (i * i) % 251);
  const rgb = Uint8Array.from({ length: 3 * grey.length }, (_, i) => grey[Math.floor(i / 3)]);
  const { score } = await iqa.score({ width, height, data: grey }, few);
  assert.is(score, (await iqa.score({ width, height, data: rgb }, few)).score);
});

test('tiles find a face that is too small in the whole photo', async () => {
  const portrait = resizeOpenCv(await decodePhoto('samples/grace-hopper.jpg'), 100, 117);
  const [width, height] = [960, 480];
  const data = new Uint8Array(width * height * 3).fill(128);
  for (let row = 0; row < portrait.height; row++) {
    const line = portrait.data.subarray(row * portrait.width * 3, (row + 1) * portrait.width * 3);
    data.set(line, ((row + 140) * width + 400) * 3);
  }
  const facesBy = async (detectorTiles: boolean) => {
    await using scorer = await open({ metric: 'brisque', faces: true, detectorTiles, adapter });
    return (await scorer.score({ width, height, data })).faces.length;
  };
  assert.equal([await facesBy(false), await facesBy(true)], [0, 1]);
});

test('pixels of the wrong length are refused', async () => {
  const data = new Uint8Array(99 * 3);
  await refused(
    iqa.score({ width: 10, height: 10, data }),
    ['100 bytes (grey), 300 (RGB) or 400 (RGBA)', '297'],
    'USAGE',
  );
});

test('an input that is not a photo is refused by name', async () => {
  const nothing = undefined as unknown as PhotoInput;
  await refused(iqa.score(nothing), ['Expected a photo', 'undefined'], 'USAGE');
  await refused(iqa.score({ path: cat } as unknown as PhotoInput), ['Expected a photo', 'Object'], 'USAGE');
  await refused(iqa.score(cat, { crops: 0 }), ['integer from 1'], 'USAGE');
  await refused(iqa.score(cat, { maxPixels: Number.NaN }), ['maxPixels', 'NaN'], 'USAGE');
  await refused(iqa.score(Readable.from(['text'])), ['stream of string', 'bytes'], 'USAGE');
  await refused(open({ precision: 'f64' as 'f32' }), ['f32 or f16', 'f64'], 'USAGE');
  await refused(iqa.score(cat, { reference: cat }), ['full-reference metric'], 'USAGE');
  await refused(iqa.score('nothere.jpg'), ['nothere.jpg', 'no such file'], 'FILE');
  await refused(open({ metric: 'nothing' }), ['nothing', 'known are hyperiqa'], 'USAGE');
  await refused(open({ metric: 'brisque', weights: tiny }), ['holds weights of hyperiqa', 'brisque'], 'USAGE');
  await refused(open({ faces: false, detectorTiles: true }), ['detectorTiles'], 'USAGE');
  await refused(open({ faces: tiny }), ['holds weights of hyperiqa', 'face-detector'], 'USAGE');
  await refused(open({ weights: { url: 'weights/brisque-live.safetensors', sha256: 'aa' } }), ['SHA-256'], 'DOWNLOAD');
});

test('an original checkpoint can be used as weights', async () => {
  await using scorer = await open({ weights: 'test/fixtures/checkpoints/tiny-hyperiqa.ckpt', adapter });
  assert.match(scorer.model, /^hyperiqa\/authors/);
  assert.type((await scorer.score(cat, few)).score, 'number');
});

test('the end of opening weights is reported once, for a file and for an address', async () => {
  const bytes = await readFile('weights/brisque-live.safetensors');
  const address = `data:application/octet-stream;base64,${bytes.toString('base64')}`;
  for (const weights of ['weights/brisque-live.safetensors', address]) {
    const ends: number[] = [];
    const onProgress = ({ loaded, total }: WeightsProgress) => {
      if (loaded === total) ends.push(loaded);
    };
    await (await open({ weights, adapter, onProgress })).close();
    assert.equal(ends, [bytes.length]);
  }
});

const seesDescriptors = process.platform === 'linux' ? test : test.skip;

seesDescriptors('weights are closed after a callback that throws', async () => {
  const failure = new Error('the caller failed');
  const opened = () => readdirSync('/proc/self/fd').length;
  const before = opened();
  const onProgress = () => {
    throw failure;
  };
  await rejectsWith(open({ weights: 'weights/brisque-live.safetensors', adapter, onProgress }), failure);
  assert.is(opened(), before);
});

test('a stream yields every photo in order, and a failure for a photo that cannot be read', async () => {
  const seen: string[] = [];
  const done: number[] = [];
  async function* inputs() {
    yield cat;
    yield 'nothere.jpg';
    yield await readFile(cat);
  }
  for await (const result of iqa.scoreAll(inputs(), { ...few, onProgress: (progress) => done.push(progress.done) })) {
    seen.push('error' in result ? result.error.code : `${result.file} ${result.score}`);
  }
  assert.equal(seen, [`${cat} ${catScore}`, 'FILE', `photo ${catScore}`]);
  assert.equal(done, [1, 2, 3]);
});

test('concurrent calls give the same results as sequential ones', async () => {
  const results = await Promise.all(Array.from({ length: 8 }, (_, seed) => iqa.score(cat, { ...few, seed })));
  for (const [seed, { score }] of results.entries()) {
    assert.is(score, (await iqa.score(cat, { ...few, seed })).score, `seed ${seed}`);
  }
});

const reason = new Error('enough');

async function rejectsWith(work: Promise<unknown>, expected: unknown): Promise<void> {
  assert.is(
    await work.then(
      () => null,
      (error: unknown) => error,
    ),
    expected,
  );
}

const rejectsWithReason = (work: Promise<unknown>) => rejectsWith(work, reason);

function abortedIn(milliseconds: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), milliseconds);
  return controller.signal;
}

test('an aborted signal rejects with its reason, and everything remains usable', async () => {
  await rejectsWithReason(iqa.score(cat, { ...few, signal: AbortSignal.abort(reason) }));
  await rejectsWithReason(open({ weights: tiny, adapter, signal: AbortSignal.abort(reason) }));

  const controller = new AbortController();
  const scoring = iqa.score(cat, { crops: 200, signal: controller.signal });
  setTimeout(() => controller.abort(reason), 100);
  await rejectsWithReason(scoring);

  const hanging = new ReadableStream({ pull: () => new Promise(() => undefined) });
  const second = new AbortController();
  const reading = iqa.score(hanging, { signal: second.signal });
  setTimeout(() => second.abort(reason), 20);
  await rejectsWithReason(reading);

  // As many as are read at a time, which would block all later calls.
  const stalled = Array.from({ length: 3 }, () => new PassThrough());
  for (const stream of stalled) {
    stream.write('the beginning');
    await rejectsWithReason(iqa.score(stream, { signal: abortedIn(20) }));
    assert.ok(stream.destroyed);
  }

  const third = new AbortController();
  const stream = iqa.scoreAll([cat, cat, cat], { ...few, signal: third.signal });
  const first = await stream.next();
  assert.is((first.value as PhotoResult).score, catScore);
  third.abort(reason);
  await rejectsWithReason(stream.next());

  assert.is((await iqa.score(cat, few)).score, catScore);
});

/** The time that the next photo waits after a signal, as a share of the time for all crops of the aborted photo. */
async function waitAfterSignal(): Promise<number> {
  const controller = new AbortController();
  const scoring = iqa.score(cat, { crops: 80, signal: controller.signal });
  setTimeout(() => controller.abort(reason), 50);
  await rejectsWithReason(scoring);
  const started = performance.now();
  await iqa.score(cat, few);
  const waited = performance.now() - started;
  const all = performance.now();
  await iqa.score(cat, { crops: 80 });
  return waited / (performance.now() - all);
}

test('no further crops of a photo are scored after its signal', async () => {
  // On a busy machine, a single measurement may be off by any factor.
  const shares: number[] = [];
  while (shares.length < 4 && !shares.some((share) => share < 1 / 3)) shares.push(await waitAfterSignal());
  assert.ok(
    Math.min(...shares) < 1 / 3,
    `the next score waited ${shares.map((share) => share.toFixed(2))} of all crops`,
  );
});

test('a call after close is refused with that reason', async () => {
  const scorer = await open({ metric: ['psnr'], adapter });
  const last = scorer.score(cat, { reference: cat });
  await scorer.close();
  assert.is((await last).score, Number.POSITIVE_INFINITY);
  await refused(scorer.score(cat, { reference: cat }), ['was closed', 'open again'], 'DEVICE_LOST');
  await refused(scorer.scoreAll([cat]).next(), ['was closed'], 'DEVICE_LOST');
  await scorer.close();
});

test('any iterable of bytes is read that `for await` would read', async () => {
  const bytes = await readFile(cat);
  const results = [
    { done: false, value: bytes },
    { done: true, value: undefined },
  ];
  const plain = {
    [Symbol.asyncIterator]: () => ({
      next: () => results.shift(),
      return: () => ({ done: true }),
    }),
  } as unknown as AsyncIterable<Uint8Array>;
  assert.is((await iqa.score(plain, { ...few, signal: new AbortController().signal })).score, catScore);
});

test('a stream that fails is the failure of its photo', async () => {
  const results: (PhotoResult | FailedPhoto)[] = [];
  for await (const result of iqa.scoreAll([cat, createReadStream('nothere.jpg'), cat], few)) results.push(result);
  const [first, second, third] = results;
  assert.is((first as PhotoResult).score, catScore);
  assert.match((second as FailedPhoto).error.message, /^photo cannot be read: .*nothere\.jpg/);
  assert.is((second as FailedPhoto).error.code, 'FILE');
  assert.is((third as PhotoResult).score, catScore);
});

test('photos that are too large are refused by the given limit', async () => {
  await refused(iqa.score(cat, { maxPixels: 1000 }), ['451x300', 'maxPixels'], 'IMAGE_TOO_LARGE');
  const pixels = { width: 100, height: 100, data: new Uint8Array(30_000) };
  await refused(iqa.score(pixels, { maxPixels: 1000 }), ['100x100'], 'IMAGE_TOO_LARGE');
});

test.run();
