/** `scoreClip` in Node. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodePhoto, type Frame, open, videoFrames } from '../../src/index.ts';
import { refused } from '../formats/fixture.ts';

const video = 'test/fixtures/clips/h264.mp4';
const iqa = await open({ metric: ['brisque', 'psnr'], adapter: process.env.HYPERIQA_ADAPTER });
test.after(() => iqa.close());

test("a clip's score is the mean of its frames' scores as photos, and only a metric that needs a reference fails", async () => {
  const frames: Frame[] = [];
  for await (const frame of videoFrames(video, { every: 4 })) frames.push(frame);
  const expected: number[] = [];
  for (const { photo } of frames) expected.push((await iqa.score(photo)).scores.brisque!);
  const progress: unknown[] = [];
  const onProgress = (step: unknown) => progress.push(step);
  const result = await iqa.scoreClip(frames, { onProgress });
  assert.equal(result.results[0]!.frames, expected);
  assert.ok(Math.abs(result.score! - expected.reduce((sum, each) => sum + each, 0) / 3) < 1e-9);
  assert.equal(
    [result.frames, result.seconds],
    [
      [0, 4, 8],
      [0, 0.16, 0.32],
    ],
  );
  assert.equal(
    result.errors.map(({ metric, code }) => [metric, code]),
    [['psnr', 'REFERENCE']],
  );
  assert.equal(progress.at(-1), { done: 3, total: 3 });
});

test('photos without frame numbers are numbered in order, and photos of different sizes are refused', async () => {
  const cat = await decodePhoto('samples/cat.jpg');
  const { frames, seconds } = await iqa.scoreClip([cat, cat]);
  assert.equal([frames, seconds], [[0, 1], null]);
  await refused(iqa.scoreClip([cat, 'samples/coffee.jpg']), ['same size', 'frame 1', '600x400', '451x300'], 'IMAGE');
});

test('a clip without frames, and frames that are not a list, are refused; a signal ends the work', async () => {
  await refused(iqa.scoreClip([]), ['at least one frame'], 'USAGE');
  await refused(videoFrames(video, { every: 0 }).next(), ['every', '0'], 'USAGE');
  const stop = new AbortController();
  const reason = new Error('enough');
  const scoring = iqa.scoreClip(videoFrames(video), { signal: stop.signal, onProgress: () => stop.abort(reason) });
  assert.is(await scoring.catch((error: unknown) => error), reason);
});

test.run();
