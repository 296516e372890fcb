/** Videos decoded in Node, compared with ffmpeg. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openVideoFile } from '../../src/platform/clip/video-file.ts';
import { frameToRgb } from '../../src/video/to-rgb.ts';
import { refused } from '../formats/fixture.ts';

const folder = 'test/fixtures/clips';
const { width, height, frames } = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')) as {
  readonly width: number;
  readonly height: number;
  readonly frames: Readonly<Record<string, readonly string[]>>;
};

async function decoded(path: string, every = 1) {
  const clip = await openVideoFile(path, false);
  const found: { readonly index: number; readonly seconds: number | null; readonly sha256: string }[] = [];
  try {
    for await (const { index, seconds, photo } of clip.decode(every)) {
      assert.equal([photo.width, photo.height], [width, height]);
      found.push({ index, seconds, sha256: createHash('sha256').update(photo.data).digest('hex') });
    }
  } finally {
    clip.close();
  }
  return { found, frames: clip.frames };
}

for (const [name, expected] of Object.entries(frames)) {
  test(`${name}: every frame has ffmpeg's pixels, in presentation order`, async () => {
    const { found, frames } = await decoded(`${folder}/${name}`);
    assert.equal(
      found.map(({ sha256 }) => sha256),
      expected,
    );
    assert.is(frames, expected.length);
    for (const { index, seconds } of found)
      assert.ok(Math.abs(seconds! - index / 25) < 1e-3, `frame ${index}: ${seconds} s`);
  });
}

test('every fourth frame gives frames 0, 4 and 8', async () => {
  const { found } = await decoded(`${folder}/h264.mp4`, 4);
  const all = frames['h264.mp4']!;
  assert.equal(
    found.map(({ index, sha256 }) => [index, sha256]),
    [0, 4, 8].map((index) => [index, all[index]]),
  );
});

test('a ten-bit video is refused, as is a file that is not a video, with what to do', async () => {
  await refused(decoded(`${folder}/ten-bits.mp4`), ['ten-bits.mp4', 'I420P10', 'yuv420p'], 'IMAGE');
  await refused(decoded('samples/cat.jpg'), ['cat.jpg', 'no known kind', 'ffmpeg'], 'IMAGE');
  await refused(decoded(`${folder}/none.mp4`), ['none.mp4', 'no such file'], 'FILE');
});

test('a video that is truncated, or damaged in the middle, is refused', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'clips-')), 'broken.mp4');
  const whole = readFileSync(`${folder}/h264.mp4`);
  writeFileSync(path, whole.subarray(0, whole.length / 2));
  await refused(decoded(path), ['broken.mp4'], 'IMAGE');
  rmSync(join(path, '..'), { recursive: true });
});

/** Luma of a frame of 5x3 pixels. */
const luma = Uint8Array.from({ length: 15 }, (_, i) => 16 + 13 * i);

test('interleaved and separate chroma planes give the same pixels', () => {
  const [u, v] = [Uint8Array.of(90, 120, 150, 180, 60, 200), Uint8Array.of(200, 70, 128, 90, 140, 30)];
  const apart = new Uint8Array([...luma, ...u, ...v]);
  const both = new Uint8Array([...luma, ...[...u].flatMap((value, i) => [value, v[i]!])]);
  const colours = { matrix: null, fullRange: false };
  const layouts = [
    { offset: 0, stride: 5 },
    { offset: 15, stride: 3 },
    { offset: 21, stride: 3 },
  ];
  const size = { width: 5, height: 3 };
  const planar = frameToRgb({ format: 'I420', ...size, layouts, bytes: apart }, colours);
  const interleaved = frameToRgb(
    { format: 'NV12', ...size, layouts: [layouts[0]!, { offset: 15, stride: 6 }], bytes: both },
    colours,
  );
  assert.equal(interleaved, planar);
});

test('if a decoder omits the last half column and row of chroma, the neighbouring ones are used', () => {
  const [size, colours] = [
    { width: 5, height: 3 },
    { matrix: null, fullRange: false },
  ];
  const layouts = [0, 15, 17].map((offset, i) => ({ offset, stride: i === 0 ? 5 : 2 }));
  const bytes = new Uint8Array([...luma, 90, 120, 200, 70]);
  const ofEach = [
    luma,
    ...[bytes.subarray(15, 17), bytes.subarray(17)].map((plane) => luma.map((_, i) => plane[i % 5 < 2 ? 0 : 1]!)),
  ];
  const spelt = { format: 'I444', ...size, layouts: [0, 15, 30].map((offset) => ({ offset, stride: 5 })) };
  const expected = frameToRgb({ ...spelt, bytes: new Uint8Array(ofEach.flatMap((plane) => [...plane])) }, colours);
  assert.equal(frameToRgb({ format: 'I420', ...size, layouts, bytes }, colours), expected);
});

test.run();
