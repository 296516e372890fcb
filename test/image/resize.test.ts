import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Photo } from '../../src/image/photo.ts';
import { resizeOpenCv } from '../../src/image/resize-opencv.ts';
import { resizePil } from '../../src/image/resize-pil.ts';
import { difference, fixture, formula, sha256 } from './fixture.ts';

test('the synthetic photos are those that the references were made from', () => {
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

test('resizing equals Pillow bit for bit, up and down, prime and one-pixel sizes included', () => {
  checkResize(resizePil, fixture.pil);
});

test('resizing equals OpenCV bit for bit, borders and exact halving included', () => {
  checkResize(resizeOpenCv, fixture.opencv);
});

test.run();
