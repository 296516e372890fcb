/** scorePhoto with metrics that compare: which pixels of the reference they get, and what their failures affect. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';
import type { Box } from '../../src/image/crop.ts';
import type { Photo } from '../../src/image/photo.ts';
import type { Metric, MetricModel } from '../../src/models/metric.ts';
import { metricModels } from '../../src/models/registry.ts';
import type { MetricInput } from '../../src/models/score.ts';
import { scorePhoto } from '../../src/scoring/score-photo.ts';

/** Every value encodes its position: 10 times the row, plus the column and `shift`. */
function placesPhoto(width: number, height: number, shift: number): Photo {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / 3);
    data[i] = 10 * Math.floor(pixel / width) + (pixel % width) + shift;
  }
  return { width, height, data };
}

function metricOf(judges: MetricModel['judges'], value: (input: MetricInput) => number): Metric {
  const model = metricModels.find((each) => each.judges === judges)!;
  const score: Metric['score'] = async (input) => ({ value: value(input) });
  return { model, checkpoint: model.checkpoints[0], protocol: null, label: '', score, dispose: () => undefined };
}

/** Its score encodes the first values of photo and reference; needs a width of 3. */
const comparing = metricOf('photo-against-reference', ({ photo, reference }) => {
  if (photo.width < 3) throw new HyperIqaError('IMAGE_TOO_SMALL', 'Less than 3 pixels.');
  assert.equal([reference?.width, reference?.height], [photo.width, photo.height]);
  return 1000 * photo.data[0] + reference!.data[0];
});
const alone = metricOf('photo', ({ photo, reference }) => {
  assert.is(reference, undefined);
  return photo.width;
});

const facesAt = (...boxes: readonly Box[]) => ({ find: async () => boxes.map((box) => ({ box, confidence: 1 })) });

test('a face is compared with the same pixels of the reference', async () => {
  const reference = placesPhoto(9, 8, 100);
  const faces = facesAt([2, 1, 7, 6]);
  const { scores, faces: found } = await scorePhoto(placesPhoto(9, 8, 0), [comparing, alone], faces, { reference });
  assert.equal(Object.values(scores), [100, 9]);
  assert.equal(Object.values(found[0].scores), [12112, 5]);
});

test('a face too small to compare has no score by that metric, and no failure', async () => {
  const reference = placesPhoto(9, 8, 100);
  const result = await scorePhoto(placesPhoto(9, 8, 0), [comparing, alone], facesAt([2, 1, 4, 3]), { reference });
  assert.equal(result.failures, []);
  assert.is(result.faces[0].score, null);
  assert.equal(Object.values(result.faces[0].scores), [2]);
});

test('a missing reference is reported once by metrics that compare, and by no others', async () => {
  const reference = new HyperIqaError('REFERENCE', 'There is none.');
  const photo = placesPhoto(9, 8, 0);
  const result = await scorePhoto(photo, [alone, comparing], facesAt([0, 0, 5, 5]), { reference });
  assert.equal(result.failures, [
    { metric: comparing.model.name, face: null, code: 'REFERENCE', message: 'There is none.' },
  ]);
  assert.equal(Object.values(result.faces[0].scores), [5]);
  const fault = await scorePhoto(photo, [comparing], null, { reference }).catch((error: unknown) => error);
  assert.is(fault, reference);
});

test.run();
