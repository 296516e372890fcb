/** Decoding threads give the same pixels, copies and errors as the main thread. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';
import { copiesOf } from '../../src/image/resized-copies.ts';
import type { PlanningMetrics } from '../../src/library/host.ts';
import { metricModels } from '../../src/models/registry.ts';
import { DecodingThreads } from '../../src/node/decode-threads/threads.ts';
import { decodePhotoBytes } from '../../src/platform/decode.ts';

const samples = ['cat', 'coffee', 'coffee-blurred', 'coffee-compressed', 'grace-hopper'];
const script = resolve('dist/decode-thread.js');
const [model] = metricModels;
const [protocol] = model!.protocols;
const plans: PlanningMetrics = [{ model: model!, protocol: protocol! }];

const bytesOf = (name: string) => readFile(`samples/${name}.jpg`);

async function decodedBy(threads: DecodingThreads, names: readonly string[]) {
  const decoding = names.map(async (name) => threads.decode(await bytesOf(name), name, {}, plans));
  return Promise.all(decoding);
}

test('photos that are decoded in threads have the same pixels, and the copies that their metrics need', async () => {
  const threads = new DecodingThreads({ threads: 2, photosBefore: 0, script });
  // More photos than threads, so that some wait for one.
  const photos = await decodedBy(threads, [...samples, ...samples]);
  await threads.close();
  for (const [i, photo] of photos.entries()) {
    const alone = await decodePhotoBytes(await bytesOf(samples[i % samples.length]!), 'alone');
    assert.equal({ ...photo, data: Buffer.from(photo.data) }, { ...alone, data: Buffer.from(alone.data) });
    const [copy] = copiesOf(photo);
    assert.equal(Buffer.from(copy!.data), Buffer.from(protocol!.plan(alone, {}).source.data));
    assert.is(protocol!.plan(photo, {}).source, copy);
  }
});

test('the first photos are decoded by the main thread, since threads take time to start', async () => {
  const threads = new DecodingThreads({ threads: 2, photosBefore: samples.length, script });
  const photos = await decodedBy(threads, samples);
  assert.equal(
    photos.map((photo) => copiesOf(photo).length),
    [0, 0, 0, 0, 0],
  );
});

test('a damaged photo has the same error as without threads, and the thread goes on', async () => {
  const threads = new DecodingThreads({ threads: 1, photosBefore: 0, script });
  const whole = await bytesOf('cat');
  const damaged = whole.subarray(0, whole.length / 2);
  const failures = [
    threads.decode(damaged, 'damaged.jpg', {}, plans),
    threads.decode(whole, 'large.jpg', { maxPixels: 100 }, plans),
  ].map((decoding) => decoding.then(String, (error: unknown) => error as HyperIqaError));
  const [first, second] = await Promise.all(failures);
  const alone = await decodePhotoBytes(damaged, 'damaged.jpg').then(String, (error: unknown) => error);
  assert.instance(alone, HyperIqaError);
  assert.equal(first, alone);
  assert.match(String(second), 'large.jpg has 451x300 pixels');
  const [photo] = await decodedBy(threads, ['cat']);
  await threads.close();
  assert.is(photo!.width, 451);
});

test('where threads do not start, the main thread decodes', async () => {
  const threads = new DecodingThreads({ threads: 2, photosBefore: 0, script: resolve('dist/missing.js') });
  const photos = await decodedBy(threads, samples);
  assert.equal(
    photos.map(({ width }) => width),
    [451, 600, 600, 600, 512],
  );
});

test.run();
