/** Faces in tiles, found by a mock detector, and by the embedded one in a reduced portrait. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MemorySource } from '../../src/formats/byte-source.ts';
import { openTensorFile } from '../../src/formats/detect.ts';
import type { Box } from '../../src/image/crop.ts';
import type { Photo } from '../../src/image/photo.ts';
import { resizeOpenCv } from '../../src/image/resize-opencv.ts';
import { openNetworks } from '../../src/library/networks.ts';
import type { Face, FaceDetector } from '../../src/models/detector.ts';
import { faceDetector } from '../../src/models/face-detector/model.ts';
import { TiledDetector, tilesOf } from '../../src/models/tiled-detector.ts';
import { decodePhoto } from '../../src/platform/decode.ts';
import { closeTestEngine, openTestEngine } from '../engine.ts';

const photoOf = (width: number, height: number): Photo => ({ width, height, data: new Uint8Array(3 * width * height) });

test('a photo that is too small for tiles to help has no tiles', () => {
  assert.equal(tilesOf(photoOf(899, 899)), []);
  assert.is(tilesOf(photoOf(900, 300)).length, 3);
});

test('a face of a twelfth to a quarter of a tile lies completely in some tile, wherever it is', () => {
  const [width, height] = [3000, 2000];
  const tiles = tilesOf(photoOf(width, height));
  assert.ok(tiles.every(([left, top, right, bottom]) => left >= 0 && top >= 0 && right <= width && bottom <= height));
  for (const side of [63, 90, 124, 187, 250, 375]) {
    const fitting = tiles.filter(([left, , right]) => side <= (right - left) / 4 && side >= (right - left) / 12);
    for (let x = 0; x <= width - side; x += 37) {
      for (let y = 0; y <= height - side; y += 37) {
        const isWhole = ([left, top, right, bottom]: Box) =>
          x >= left && y >= top && x + side <= right && y + side <= bottom;
        assert.ok(fitting.some(isWhole), `${side} at ${x}, ${y}`);
      }
    }
  }
});

/** Finds all pixels that are not black as one face, whose confidence is its share of the picture. */
const bright: FaceDetector = {
  async find({ width, height, data }) {
    let [left, top, right, bottom] = [width, height, 0, 0];
    for (let i = 0; i < width * height; i++) {
      if (data[3 * i] === 0) continue;
      const [x, y] = [i % width, Math.floor(i / width)];
      [left, top, right, bottom] = [
        Math.min(left, x),
        Math.min(top, y),
        Math.max(right, x + 1),
        Math.max(bottom, y + 1),
      ];
    }
    if (right === 0) return [];
    const at = [left, top] as const;
    const confidence = ((right - left) * (bottom - top)) / (width * height);
    return [{ confidence, box: [left, top, right, bottom], points: [at, at, at, at, at] }];
  },
  dispose() {},
};

function withSquare(photo: Photo, x: number, y: number, side: number): Photo {
  for (let row = y; row < y + side; row++) {
    photo.data.fill(255, (row * photo.width + x) * 3, (row * photo.width + x + side) * 3);
  }
  return photo;
}

test('a face in several tiles, cut off in some, is returned once, in pixels of the photo', async () => {
  for (const [x, y] of [
    [0, 0],
    [470, 30],
    [505, 240],
    [930, 530],
  ] as const) {
    const faces = await new TiledDetector(bright).find(withSquare(photoOf(1000, 600), x, y, 70));
    assert.equal(
      faces.map(({ box, points }) => [box, points?.[0]]),
      [
        [
          [x, y, x + 70, y + 70],
          [x, y],
        ],
      ],
    );
  }
});

test('a face without points gets none, and the tiled detector disposes of the one that it uses', async () => {
  let disposed = 0;
  const face: Face = { confidence: 1, box: [200, 200, 230, 230] };
  const tiled = new TiledDetector({ find: async () => [face], dispose: () => void disposed++ });
  const [found] = await tiled.find(photoOf(500, 500));
  assert.equal(found, face);
  tiled.dispose();
  assert.is(disposed, 1);
});

test('the sample portrait, reduced and placed in a larger picture, is found in tiles but not in the whole', async () => {
  const [width, height] = [960, 480];
  const portrait = resizeOpenCv(await decodePhoto('samples/grace-hopper.jpg'), 100, 117);
  const data = new Uint8Array(3 * width * height).fill(128);
  const [left, top] = [400, 140];
  for (let row = 0; row < portrait.height; row++) {
    const pixels = portrait.data.subarray(row * 300, (row + 1) * 300);
    data.set(pixels, ((top + row) * width + left) * 3);
  }
  const photo = { width, height, data };
  const weights = 'weights/face-detector.safetensors';
  const file = await openTensorFile(new MemorySource(weights, readFileSync(weights)));
  const find = async (detectorTiles: boolean) => {
    const models = { metrics: [], faceMetrics: null, detector: { model: faceDetector, file }, landmarks: null };
    const { faces: detector } = await openNetworks(await openTestEngine(), { ...models, detectorTiles });
    const found = await detector!.find(photo);
    detector!.dispose();
    return found;
  };
  assert.equal(await find(false), []);
  const faces = await find(true);
  assert.is(faces.length, 1);
  // The face in the portrait is at 183,123 to 350,330 of 512x600 pixels.
  const expected = [left + 36, top + 24, left + 68, top + 64];
  const off = Math.max(...faces[0]!.box.map((value, i) => Math.abs(value - expected[i]!)));
  assert.ok(off < 6, `${faces[0]!.box}`);
});

test.after(closeTestEngine);
test.run();
