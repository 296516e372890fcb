/** Full-reference metrics against scikit-image and restatements of Wang et al. and pyiqa, on the same pixels. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { closeTestEngine } from '../../engine.ts';
import type { SamplePhoto } from '../brisque/photos.ts';
import { openFullReference } from './open.ts';
import { fidelityPhoto } from './photos.ts';

interface Case {
  readonly photo: SamplePhoto;
  readonly reference: SamplePhoto;
  /** 'Infinity' stands for the number; a metric is omitted if the photo is too small for it. */
  readonly scores: Readonly<Record<string, number | 'Infinity'>>;
}

const fixture: { readonly cases: readonly Case[] } = JSON.parse(
  readFileSync('test/fixtures/fidelity/scores.json', 'utf8'),
);

/** Allowed error by metric: absolute, except for the squared error, where it is relative. */
const bounds: Readonly<Record<string, number>> = {
  mse: 1e-9,
  psnr: 1e-6,
  'psnr-y': 1e-6,
  ssim: 2e-5,
  'ssim-y': 2e-5,
  'ms-ssim': 2e-5,
};

for (const { photo, reference, scores } of fixture.cases) {
  const label = `${Object.values(photo).join(' ')} against ${Object.values(reference).join(' ')}`;
  test(`${label}: scores equal the reference implementations'`, async () => {
    const pair = { photo: await fidelityPhoto(photo), reference: await fidelityPhoto(reference) };
    for (const [name, text] of Object.entries(scores)) {
      const metric = await openFullReference(name);
      const { value } = await metric.score(pair);
      metric.dispose();
      const expected = Number(text);
      const error = value === expected ? 0 : Math.abs(value - expected);
      const bound = name === 'mse' ? bounds.mse * expected : bounds[name];
      assert.ok(error <= bound, `${name} ${value}, the reference ${expected}: apart by ${error}`);
    }
  });
}

test('equal photos have exactly the best scores', async () => {
  const photo = await fidelityPhoto({ sample: 'cat', box: [0, 0, 451, 300], change: 'none' });
  const best = { mse: 0, psnr: Number.POSITIVE_INFINITY, ssim: 1, 'ms-ssim': 1, 'ssim-y': 1, 'psnr-y': 80 };
  for (const [name, value] of Object.entries(best)) {
    const metric = await openFullReference(name);
    assert.equal(await metric.score({ photo, reference: photo }), { value }, name);
  }
});

test.after(closeTestEngine);
test.run();
