/** MUSIQ's published weights on pyiqa's photos, if both are available; neither is part of the repository. */
import { existsSync, readdirSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openTensorFile } from '../../../src/formats/detect.ts';
import { musiq } from '../../../src/models/musiq/model.ts';
import { openMetric } from '../../../src/models/open-metric.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { openFile } from '../../../src/platform/file-source.ts';
import { closeTestEngine, openTestEngine } from '../../engine.ts';

/** Results of Google's code that pyiqa keeps for its photos I03, I04, I06, I08 and I19. */
const published = {
  koniq: [12.494, 75.332, 73.429, 75.188, 36.938],
  ava: [3.398, 5.648, 4.635, 5.186, 4.128],
  paq2piq: [46.035, 72.66, 73.625, 74.361, 69.006],
  spaq: [17.685, 70.492, 78.74, 79.015, 49.105],
} as const;

test('every training with published scores has a checkpoint in both forms, whose range includes them', () => {
  for (const [training, scores] of Object.entries(published)) {
    for (const form of ['musiq', 'musiq-google']) {
      const checkpoint = musiq.checkpoints.find(({ name }) => name === `${form}-${training}`)!;
      const [least, most] = checkpoint.range;
      assert.ok(
        scores.every((score) => score >= least && score <= most),
        checkpoint.name,
      );
    }
  }
});

const folder = process.env.HYPERIQA_PYIQA_PHOTOS ?? '';
const photos = ['I03', 'I04', 'I06', 'I08', 'I19'].map((name) =>
  folder !== '' && existsSync(folder) ? readdirSync(folder).find((file) => file.startsWith(name)) : undefined,
);

for (const [training, scores] of Object.entries(published)) {
  for (const form of ['musiq', 'musiq-google']) {
    const path = `weights/${form}-${training}.safetensors`;
    if (!existsSync(path) || photos.some((photo) => photo === undefined)) continue;
    test(`${form}-${training}: pyiqa's photos have the published scores`, async () => {
      const file = await openTensorFile(await openFile(path));
      const metric = await openMetric(await openTestEngine(), musiq, file);
      // pyiqa resizes differently from Google's code, so its scores are only close.
      const bound = (form === 'musiq' ? 5e-3 : 1e-4) * (metric.checkpoint.range[1] - metric.checkpoint.range[0]);
      for (const [i, photo] of photos.entries()) {
        const { value } = await metric.score({ photo: await decodePhoto(`${folder}/${photo}`) });
        assert.ok(Math.abs(value - scores[i]!) < bound, `${photo}: ${value}, published ${scores[i]}`);
      }
      metric.dispose();
    });
  }
}

test.after(closeTestEngine);
test.run();
