/** BRISQUE against OpenCV 4.6 on the same pixels. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MemorySource } from '../../../src/formats/byte-source.ts';
import { openTensorFile } from '../../../src/formats/detect.ts';
import { open } from '../../../src/models/brisque/code.ts';
import { brisque as model } from '../../../src/models/brisque/model.ts';
import { readRegression } from '../../../src/models/brisque/regression.ts';
import { openMetricOptions } from '../../../src/models/open-metric.ts';
import { weightsOf } from '../../../src/models/weight-source.ts';
import { closeTestEngine, openTestEngine } from '../../engine.ts';
import { type PatternPhoto, patternPhoto, type SamplePhoto, samplePhoto } from './photos.ts';

interface Expected {
  readonly score: number;
  /** null stands for NaN. */
  readonly features: readonly (number | null)[];
}
type Case = (PatternPhoto | SamplePhoto) & Expected;

const fixture: { readonly cases: readonly Case[] } = JSON.parse(
  readFileSync('test/fixtures/brisque/scores.json', 'utf8'),
);
const weightsPath = 'weights/brisque-live.safetensors';

const file = await openTensorFile(new MemorySource(weightsPath, readFileSync(weightsPath)));

const scoreBound = 0.1;
const featureBound = 1e-3;

for (const { score, features, ...photo } of fixture.cases) {
  test(`${Object.values(photo).join(' ')}: score within ${scoreBound}, features within ${featureBound}`, async () => {
    const brisque = await open(await openTestEngine(), openMetricOptions(model, file));
    const { range } = await readRegression(weightsOf(file));
    const found = await brisque.judge('pattern' in photo ? patternPhoto(photo) : await samplePhoto(photo));
    assert.is(found.features.length, features.length);
    const errors = features.map((expected, k) => {
      if (expected === null || Number.isNaN(found.features[k])) {
        return expected === null && Number.isNaN(found.features[k]) ? 0 : Number.POSITIVE_INFINITY;
      }
      return Math.abs(found.features[k] - expected) / (range[36 + k] - range[k]);
    });
    const worst = errors.indexOf(Math.max(...errors));
    const difference = Math.abs(found.score - score);
    const figures =
      `score ${found.score}, OpenCV ${score}; feature ${worst}: ${found.features[worst]}, OpenCV ${features[worst]}, ` +
      `apart by ${errors[worst]} of its range`;
    assert.ok(difference <= scoreBound && errors[worst] <= featureBound, figures);
  });
}

test.after(closeTestEngine);
test.run();
