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

/** Calls `work` with a file of these bytes. */
async function withFile(name: string, bytes: Uint8Array, work: (path: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'clips-'));
  writeFileSync(join(folder, name), bytes);
  await work(join(folder, name));
  rmSync(folder, { recursive: true });
}

/** The outermost boxes of an MP4 file, by name. */
function boxesOf(bytes: Buffer): ReadonlyMap<string, Buffer> {
  const boxes = new Map<string, Buffer>();
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at)) {
    boxes.set(bytes.toString('latin1', at + 4, at + 8), bytes.subarray(at, at + bytes.readUInt32BE(at)));
  }
  return boxes;
}

/** The file with its tables before its data, as for the web; `shift` moves the tables' offsets. */
function fastStart(bytes: Buffer): Buffer {
  const boxes = boxesOf(bytes);
  const [ftyp, moov, mdat] = ['ftyp', 'moov', 'mdat'].map((name) => Buffer.from(boxes.get(name)!));
  const before = bytes.indexOf(mdat!);
  const at = moov!.indexOf('stco') + 4;
  for (let i = 0; i < moov!.readUInt32BE(at + 4); i++) {
    const offset = moov!.readUInt32BE(at + 8 + 4 * i);
    moov!.writeUInt32BE(offset - before + ftyp!.length + moov!.length, at + 8 + 4 * i);
  }
  return Buffer.concat([ftyp!, moov!, mdat!]);
}

test('a truncated video is refused, wherever its tables are', async () => {
  const whole = readFileSync(`${folder}/h264.mp4`);
  const quick = fastStart(whole);
  await withFile('quick.mp4', quick, async (path) => {
    assert.equal(
      (await decoded(path)).found.map(({ sha256 }) => sha256),
      frames['h264.mp4'],
    );
  });
  for (const bytes of [whole, quick, readFileSync(`${folder}/vp9.webm`)]) {
    for (const share of [0.5, 0.9, 1 - 1 / bytes.length]) {
      await withFile('broken.mp4', bytes.subarray(0, Math.floor(share * bytes.length)), (path) =>
        refused(decoded(path), ['broken.mp4', 'is incomplete', 'missing at its end'], 'IMAGE'),
      );
    }
  }
});

test('data after the end of a video are ignored', async () => {
  const whole = readFileSync(`${folder}/h264.mp4`);
  await withFile('longer.mp4', Buffer.concat([whole, Buffer.from('appended by a camera')]), async (path) => {
    assert.is((await decoded(path)).found.length, frames['h264.mp4']!.length);
  });
});

test("a video that is damaged in the middle is refused with the decoder's own reason", async () => {
  const damaged = Buffer.from(readFileSync(`${folder}/h264.mp4`));
  damaged.fill(0xff, damaged.indexOf('mdat') + 900, damaged.indexOf('mdat') + 1300);
  await withFile('damaged.mp4', damaged, async (path) => {
    const error: Error = await decoded(path).then(
      () => assert.unreachable('it was decoded'),
      (reason) => reason,
    );
    assert.match(
      error.message,
      /damaged.mp4 is damaged or incomplete: it cannot be decoded after \d+ of about \d+ frames/,
    );
    assert.not.match(error.message, /closed codec/);
  });
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
  const size = { width: 5, height: 3, colours };
  const planar = frameToRgb({ format: 'I420', ...size, layouts, bytes: apart }, colours);
  const interleaved = frameToRgb(
    { format: 'NV12', ...size, layouts: [layouts[0]!, { offset: 15, stride: 6 }], bytes: both },
    colours,
  );
  assert.equal(interleaved, planar);
});

test('if a decoder omits the last half column and row of chroma, the neighbouring ones are used', () => {
  const colours = { matrix: null, fullRange: false };
  const size = { width: 5, height: 3, colours };
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
