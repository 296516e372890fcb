/** Photos whose data do not match their size. */
import { test } from 'uvu';
import type { Photo } from '../../src/image/photo.ts';
import { openMetric } from '../../src/models/open-metric.ts';
import { detectorModels, findMetric } from '../../src/models/registry.ts';
import { syntheticWeights } from '../../src/models/synthetic.ts';
import { closeTestEngine, openTestEngine } from '../engine.ts';
import { refused } from '../formats/fixture.ts';

test.after(closeTestEngine);

const rgba: Photo = { width: 64, height: 48, data: new Uint8Array(64 * 48 * 4) };
const message = ['64x48', '9216 bytes', '12288'];

for (const name of ['hyperiqa', 'cnniqa', 'brisque', 'ssim', 'psnr']) {
  test(`${name} refuses a photo with four bytes per pixel`, async () => {
    const model = findMetric(name)!;
    const file = model.namings.length === 0 ? null : await syntheticWeights(model, 0);
    const metric = await openMetric(await openTestEngine(), model, file);
    await refused(metric.score({ photo: rgba, reference: rgba }), message, 'USAGE');
  });
}

test('the face detector refuses a photo with four bytes per pixel', async () => {
  const [model] = detectorModels;
  const detector = await (await model.code()).open(await openTestEngine(), await syntheticWeights(model, 0));
  await refused(detector.find(rgba), message, 'USAGE');
});

test.run();
