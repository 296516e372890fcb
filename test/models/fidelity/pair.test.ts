/** What a photo and its reference must have in common. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../../src/errors.ts';
import type { Photo } from '../../../src/image/photo.ts';
import { checkPair } from '../../../src/models/fidelity/pair.ts';

const photoOf = (width: number, height: number): Photo => ({ width, height, data: new Uint8Array(width * height * 3) });

function failure(photo: Photo, reference: Photo, side: number): string {
  try {
    checkPair({ photo, reference }, 'MS-SSIM', side);
  } catch (error) {
    assert.instance(error, HyperIqaError);
    if (error instanceof HyperIqaError) return `${error.code}: ${error.message}`;
  }
  return 'none';
}

test('a reference of another size is refused with both sizes', () => {
  assert.is(
    failure(photoOf(20, 30), photoOf(30, 20), 1),
    'REFERENCE: MS-SSIM compares pixel by pixel, but the photo has 20x30 pixels and its reference 30x20: ' +
      'give a reference of the same size.',
  );
});

test('a photo is refused where one of its sides is below the least, which is named', () => {
  assert.is(failure(photoOf(161, 161), photoOf(161, 161), 161), 'none');
  const message = 'IMAGE_TOO_SMALL: MS-SSIM needs photos of at least 161x161 pixels; this one has 160x900.';
  assert.is(failure(photoOf(160, 900), photoOf(160, 900), 161), message);
});

test.run();
