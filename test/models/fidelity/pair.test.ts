/** Requirements on a photo and its reference. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../../src/errors.ts';
import type { Photo } from '../../../src/image/photo.ts';
import type { MetricInput } from '../../../src/models/score.ts';
import { closeTestEngine } from '../../engine.ts';
import { openFullReference } from './open.ts';

const photoOf = (width: number, height: number): Photo => ({ width, height, data: new Uint8Array(width * height * 3) });

async function failureOf(name: string, input: MetricInput): Promise<string> {
  const metric = await openFullReference(name);
  return metric.score(input).then(
    () => 'none',
    (error: unknown) => (error instanceof HyperIqaError ? `${error.code}: ${error.message}` : String(error)),
  );
}

test('a missing reference is reported as such', async () => {
  const found = await failureOf('psnr', { photo: photoOf(20, 30) });
  assert.is(found, 'REFERENCE: PSNR compares a photo with its reference, and none was given.');
});

test('a reference of another size is refused with both sizes', async () => {
  const found = await failureOf('mse', { photo: photoOf(20, 30), reference: photoOf(30, 20) });
  assert.is(
    found,
    'REFERENCE: Mean squared error compares pixel by pixel, but the photo has 20x30 pixels and its reference 30x20: ' +
      'give a reference of the same size.',
  );
});

for (const [name, title, side] of [
  ['ssim', 'SSIM', 11],
  ['ssim-y', 'SSIM of luma', 11],
  ['ms-ssim', 'MS-SSIM', 161],
] as const) {
  test(`${name} needs ${side} pixels along both axes, and its error says so`, async () => {
    const least = photoOf(side, side);
    assert.is(await failureOf(name, { photo: least, reference: least }), 'none');
    const narrow = photoOf(side - 1, 900);
    assert.is(
      await failureOf(name, { photo: narrow, reference: narrow }),
      `IMAGE_TOO_SMALL: ${title} needs photos of at least ${side}x${side} pixels; this one has ${side - 1}x900.`,
    );
  });
}

test.after(closeTestEngine);
test.run();
