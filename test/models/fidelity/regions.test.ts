/** Regions change no bit of the result, whatever their size. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Photo } from '../../../src/image/photo.ts';
import type { SimilarityForm } from '../../../src/models/fidelity/network.ts';
import type { PhotoPair } from '../../../src/models/fidelity/pair.ts';
import { planRegions } from '../../../src/models/fidelity/regions.ts';
import { similarities } from '../../../src/models/fidelity/similarity.ts';
import { squaredError } from '../../../src/models/fidelity/squared-error.ts';
import { closeTestEngine } from '../../engine.ts';
import { patternPhoto } from '../brisque/photos.ts';
import { useOnce } from './use-program.ts';

/** A reference of waves, and a photo that differs from it in every 50th value. */
function pairOf(width: number, height: number): PhotoPair {
  const reference = patternPhoto({ pattern: 'waves', width, height });
  const photo: Photo = { ...reference, data: reference.data.map((value, i) => (i % 50 === 0 ? value >> 1 : value)) };
  return { photo, reference };
}

test('regions advance by the step, overlap by the margin, and the last ones take the rest', () => {
  const step = { rows: 128, columns: 64 };
  const found = planRegions(170, 139, 10, step).map(({ left, top, width, height, rows, columns }) => {
    return [left, top, width, height, columns, rows].join(' ');
  });
  assert.equal(found, [
    '0 0 74 138 64 128',
    '64 0 74 138 64 128',
    '128 0 42 138 Infinity 128',
    '0 128 74 11 64 Infinity',
    '64 128 74 11 64 Infinity',
    '128 128 42 11 Infinity Infinity',
  ]);
});

test('a photo whose last positions fill a region has no further one', () => {
  const found = planRegions(138, 138, 10, { rows: 128, columns: 128 });
  assert.equal(found, [
    { left: 0, top: 0, width: 138, height: 138, rows: Number.POSITIVE_INFINITY, columns: Number.POSITIVE_INFINITY },
  ]);
});

const forms: Readonly<Record<string, SimilarityForm>> = {
  'SSIM of three channels': { source: 'rgb', clamped: false, scales: 1 },
  'SSIM of luma': { source: 'luma', clamped: true, scales: 1 },
};

for (const [name, form] of Object.entries(forms)) {
  test(`${name} has the same bits with regions of any size`, async () => {
    for (const [width, height] of [
      [170, 300],
      [139, 267],
    ] as const) {
      const pair = pairOf(width, height);
      const whole = await similarities(useOnce, pair, form);
      for (const step of [
        { rows: 128, columns: 4 * 16 },
        { rows: 256, columns: 8 },
      ]) {
        assert.equal(await similarities(useOnce, pair, form, step), whole);
      }
    }
  });
}

test('SSIM at five scales has the same bits with regions of any size', async () => {
  const form: SimilarityForm = { source: 'rgb', clamped: false, scales: 5 };
  // At the smallest scale, the second regions are one row or column of positions; sizes are odd at several scales.
  const pair = pairOf(64 + 163, 2048 + 161);
  const whole = await similarities(useOnce, pair, form, { rows: 4096, columns: 4096 });
  assert.equal(await similarities(useOnce, pair, form, { rows: 2048, columns: 64 }), whole);
});

test('the squared error is the same in pieces of any length', async () => {
  const pair = pairOf(97, 61);
  const whole = await squaredError(useOnce, pair);
  for (const pixels of [256, 512, 1024 * 16]) assert.equal(await squaredError(useOnce, pair, pixels), whole);
});

test.after(closeTestEngine);
test.run();
