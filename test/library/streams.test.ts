/** Streams that stall, fail or are not needed any more, and callers that share a signal or close in the middle. */
import { createReadStream, readdirSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { open, type PhotoResult } from '../../src/index.ts';
import { refused } from '../formats/fixture.ts';

const adapter = process.env.HYPERIQA_ADAPTER;
const cat = 'samples/cat.jpg';
const iqa = await open({ metric: 'brisque', adapter });
const { score: catScore } = await iqa.score(cat);

test.after(() => iqa.close());

/** A stream that never ends. */
function stalled(): PassThrough {
  const stream = new PassThrough();
  stream.write('the beginning');
  return stream;
}

test('streams that stall do not keep other photos waiting', async () => {
  const controller = new AbortController();
  const streams = Array.from({ length: 5 }, stalled);
  const waiting = streams.map((stream) => iqa.score(stream, { signal: controller.signal }).catch(String));
  assert.is((await iqa.score(cat)).score, catScore);
  controller.abort('gone');
  assert.equal(new Set(await Promise.all(waiting)), new Set(['gone']));
  assert.ok(streams.every((stream) => stream.destroyed));
});

test('a stream that fails while others are scored is the failure of its own call', async () => {
  const names = [...Array<string>(6).fill(cat), 'missing.jpg'];
  const calls = names.map((name) => iqa.score(createReadStream(name)));
  const results = await Promise.allSettled(calls);
  assert.equal(
    results.map(({ status }) => status),
    [...Array<string>(6).fill('fulfilled'), 'rejected'],
  );
  await refused(calls.at(-1)!, ['photo cannot be read', 'ENOENT'], 'FILE');
});

test('a failed stream in a list is the failure of its photo, also far behind the first', async () => {
  const list = [...Array<string>(8).fill(cat), 'missing.jpg', cat];
  const found: string[] = [];
  for await (const result of iqa.scoreAll(list.map((name) => createReadStream(name)))) {
    found.push('error' in result ? result.error.code : 'scored');
  }
  assert.equal(found, [...Array<string>(8).fill('scored'), 'FILE', 'scored']);
});

test('a reference that is a stream and fails only fails the metrics that need it', async () => {
  await using both = await open({ metric: ['brisque', 'psnr'], adapter });
  const { score, errors } = await both.score(cat, { reference: createReadStream('missing.jpg') });
  assert.is(score, catScore);
  assert.equal(
    errors.map(({ metric }) => metric),
    ['psnr'],
  );
});

const seesDescriptors = process.platform === 'linux' ? test : test.skip;

seesDescriptors(
  'files of streams are closed after calls that are aborted, in time or before, and after a broken loop',
  async () => {
    const opened = () => readdirSync('/proc/self/fd').length;
    const before = opened();
    const late = AbortSignal.timeout(10);
    const calls = Array.from({ length: 12 }, () => iqa.score(createReadStream(cat), { signal: late }));
    calls.push(iqa.score(createReadStream(cat), { signal: AbortSignal.abort() }));
    await Promise.allSettled(calls);
    const list = Array.from({ length: 12 }, () => createReadStream(cat));
    for await (const _ of iqa.scoreAll(list)) break;
    await iqa.score(cat);
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.is(opened(), before);
  },
);

test('many calls may share a signal without a warning of a leak', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on('warning', note);
  const { signal } = new AbortController();
  await Promise.all(Array.from({ length: 24 }, () => iqa.score(cat, { signal })));
  await new Promise((resolve) => setTimeout(resolve, 10));
  process.off('warning', note);
  assert.equal(warnings, []);
});

test('close waits for calls and clips, and rejects those whose photo has not arrived', async () => {
  const scorer = await open({ metric: 'brisque', adapter });
  const clip = scorer.scoreClip(Array<string>(6).fill(cat));
  const one = scorer.score(cat);
  const arriving = scorer.score(stalled());
  const closed = scorer.close();
  await refused(arriving, ['closed'], 'DEVICE_LOST');
  const [{ score }, { score: ofClip }] = (await Promise.all([one, clip])) as [PhotoResult, { score: number | null }];
  assert.equal([score, ofClip], [catScore, catScore]);
  await closed;
});

test.run();
