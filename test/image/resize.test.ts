import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Photo } from '../../src/image/photo.ts';
import { fixedWindows } from '../../src/image/fixed-windows.ts';
import { resizeOpenCv } from '../../src/image/resize-opencv.ts';
import { resizePil, resizePlainly } from '../../src/image/resize-pil.ts';
import { resizeByVectors } from '../../src/image/resize-vectors.ts';
import { difference, fixture, formula, sha256 } from './fixture.ts';

test('the synthetic photos equal those that the references were made from', () => {
  for (const [size, sum] of Object.entries(fixture.formula)) {
    const [width, height] = size.split('x').map(Number);
    assert.is(sha256(formula(width!, height!).data), sum, size);
  }
});

function checkResize(resize: (photo: Photo, width: number, height: number) => Photo, cases: typeof fixture.pil): void {
  for (const { from, to, ...reference } of cases) {
    const result = resize(formula(...from), ...to);
    assert.equal([result.width, result.height], to);
    const { equal, largest } = difference(result.data, reference);
    const share = `${from.join('x')} to ${to.join('x')}: ${(100 * equal).toFixed(2)} % of the samples equal, at most ${largest} off`;
    assert.is(sha256(result.data), reference.sha256, share);
  }
}

test('resizing equals Pillow bit for bit, up and down, including prime and one-pixel sizes', () => {
  checkResize(resizePil, fixture.pil);
});

test('resizing by WebAssembly vectors gives the same bytes as plain code, at sizes around those of a vector', () => {
  const sizes = [1, 2, 5, 6, 15, 16, 17, 47, 64, 211];
  for (const width of sizes) {
    for (const height of [1, 3, 16, 101]) {
      const photo = formula(width, height);
      for (const [toWidth, toHeight] of [
        [1, 1],
        [3, 2],
        [16, 17],
        [21, 33],
        [85, 7],
      ] as const) {
        const across = fixedWindows(width, toWidth);
        const down = fixedWindows(height, toHeight);
        const byVectors = resizeByVectors(photo, across, down);
        assert.ok(byVectors !== null, 'this host has no vectors');
        const values = [...resizePlainly(photo, across, down).data];
        const { largest } = difference(byVectors.data, { step: 1, values });
        assert.is(largest, 0, `${width}x${height} to ${toWidth}x${toHeight}: at most ${largest} off`);
      }
    }
  }
});

test('a photo whose rows are too long for vectors is resized by plain code', () => {
  const photo = { width: 700_000, height: 2, data: new Uint8Array(4_200_000).fill(77) };
  const across = fixedWindows(photo.width, 4);
  const down = fixedWindows(photo.height, 3);
  assert.is(resizeByVectors(photo, across, down), null);
  assert.equal(resizePil(photo, 4, 3).data, new Uint8Array(36).fill(77));
});

test('resizing equals OpenCV bit for bit, including borders and exact halving', () => {
  checkResize(resizeOpenCv, fixture.opencv);
});

test.run();
