/** Full-reference metrics against scikit-image and restatements of Wang et al. and pyiqa, on the same pixels. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { PhotoPair } from '../../../src/models/fidelity/pair.ts';
import { multiScale, similarities, singleScale } from '../../../src/models/fidelity/similarity.ts';
import { lumaPsnr, psnr, squaredError } from '../../../src/models/fidelity/squared-error.ts';
import type { SamplePhoto } from '../../brisque/photos.ts';
import { closeTestEngine } from '../../engine.ts';
import { fidelityPhoto } from './photos.ts';
import { useOnce } from './use-program.ts';

type Name = 'mse' | 'psnr' | 'psnr-y' | 'ssim' | 'ssim-y' | 'ms-ssim';

interface Case {
  readonly photo: SamplePhoto;
  readonly reference: SamplePhoto;
  /** 'Infinity' is the number; a metric is left out where the photo is too small for it. */
  readonly scores: Readonly<Partial<Record<Name, number | 'Infinity'>>>;
}

const fixture: { readonly cases: readonly Case[] } = JSON.parse(
  readFileSync('test/fixtures/fidelity/scores.json', 'utf8'),
);

const score: Readonly<Record<Name, (pair: PhotoPair) => Promise<number>>> = {
  mse: async (pair) => (await squaredError(useOnce, pair)).rgb,
  psnr: async (pair) => psnr(await squaredError(useOnce, pair)),
  'psnr-y': async (pair) => lumaPsnr(await squaredError(useOnce, pair)),
  ssim: async (pair) => singleScale(await similarities(useOnce, pair, { source: 'rgb', clamped: false, scales: 1 })),
  'ssim-y': async (pair) =>
    singleScale(await similarities(useOnce, pair, { source: 'luma', clamped: true, scales: 1 })),
  'ms-ssim': async (pair) =>
    multiScale(await similarities(useOnce, pair, { source: 'rgb', clamped: false, scales: 5 })),
};

const bound: Readonly<Record<Name, (expected: number) => number>> = {
  mse: (expected) => 1e-9 * expected,
  psnr: () => 1e-6,
  'psnr-y': () => 1e-6,
  ssim: () => 2e-5,
  'ssim-y': () => 2e-5,
  'ms-ssim': () => 2e-5,
};

for (const { photo, reference, scores } of fixture.cases) {
  const label = `${Object.values(photo).join(' ')} against ${Object.values(reference).join(' ')}`;
  test(`${label}: the scores of the reference implementations`, async () => {
    const pair = { photo: await fidelityPhoto(photo), reference: await fidelityPhoto(reference) };
    for (const [name, value] of Object.entries(scores) as [Name, number | 'Infinity'][]) {
      const expected = Number(value);
      const found = await score[name](pair);
      const error = found === expected ? 0 : Math.abs(found - expected);
      assert.ok(error <= bound[name](expected), `${name} ${found}, the reference ${expected}: apart by ${error}`);
    }
  });
}

test.after(closeTestEngine);
test.run();
