import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { StudyPhoto } from '../../src/cli/evaluate/input.ts';
import { openStudyPhoto, scoreStudyPhoto } from '../../src/cli/evaluate/photo.ts';
import { duration, formatRate } from '../../src/cli/evaluate/progress.ts';
import { type ErrorCode, HyperIqaError } from '../../src/errors.ts';
import type { Metric } from '../../src/models/metric.ts';
import { metricModels } from '../../src/models/registry.ts';
import { inTemporaryFolder } from './run.ts';

const options = { faces: 'none', minConfidence: 0.5, seed: 0, maxMegapixels: 1 } as const;
const photo = { width: 2, height: 3, data: new Uint8Array(18), warnings: ['it is odd'] };
const item: StudyPhoto = { kind: 'photo', imageName: 'a.jpg', path: 'a.jpg', givenScore: 50, carried: ['x'] };
const open = { ...item, kind: 'open', photo } as const;

function metricOf(score: () => number): Metric {
  const model = metricModels[0];
  const [checkpoint] = model.checkpoints;
  const result = async () => ({ value: score() });
  return { model, checkpoint, protocol: null, label: 'test', score: result, dispose() {} };
}

/** Networks whose metric returns or throws what the function does. */
function networksOf(score: () => number) {
  const metrics = [metricOf(score)];
  return { metrics, faceMetrics: metrics, faces: null, landmarker: null };
}

function failing(code: ErrorCode) {
  return networksOf(() => {
    throw new HyperIqaError(code, 'because.');
  });
}

test('a photo is scored', async () => {
  const result = await scoreStudyPhoto(
    open,
    networksOf(() => 42),
    options,
  );
  assert.equal(result, {
    kind: 'scored',
    row: {
      imageName: 'a.jpg',
      givenScore: 50,
      photoScore: 42,
      photoCropSd: null,
      face: null,
      faces: null,
      width: 2,
      height: 3,
      carried: ['x'],
    },
    warnings: ['it is odd'],
  });
});

test("a photo's own fault is recorded, and the run continues", async () => {
  for (const code of ['LIMIT', 'IMAGE_TOO_SMALL'] as const) {
    const result = await scoreStudyPhoto(open, failing(code), options);
    const skipped = {
      kind: 'skipped',
      imageName: 'a.jpg',
      reason: 'failed',
      detail: `${code}: because.`,
      warnings: [],
    };
    assert.equal(result, skipped);
  }
});

test('a fault that would affect the next photo as well ends the run', async () => {
  for (const code of ['DEVICE_LOST', 'OUT_OF_MEMORY', 'WEIGHTS'] as const) {
    const error = await scoreStudyPhoto(open, failing(code), options).catch((reason: HyperIqaError) => reason);
    assert.instance(error, HyperIqaError);
    assert.is((error as HyperIqaError).code, code);
  }
});

test('a photo that cannot be read is recorded under its name in the study, not its path', async () => {
  await inTemporaryFolder(async (folder) => {
    const missing = await openStudyPhoto({ ...item, path: join(folder, 'gone.jpg') }, options, [], null);
    const detail = 'FILE: a.jpg cannot be read: there is no such file.';
    assert.equal(missing, { kind: 'skipped', imageName: 'a.jpg', reason: 'failed', detail, warnings: [] });
    const path = join(folder, 'text.jpg');
    await writeFile(path, 'no photo');
    const wrong = await openStudyPhoto({ ...item, path }, options, [], null);
    assert.is(wrong.kind, 'skipped');
    assert.match(wrong.kind === 'skipped' ? wrong.detail : '', /^IMAGE: a\.jpg is not a photo/);
  });
});

test('a photo larger than the limit is recorded', async () => {
  const path = 'samples/grace-hopper.jpg';
  const result = await openStudyPhoto({ ...item, path }, { ...options, maxMegapixels: 0.1 }, [], null);
  assert.match(result.kind === 'skipped' ? result.detail : '', /^IMAGE_TOO_LARGE: a\.jpg has 512x600 pixels/);
});

test('rates and times are shown in suitable units', () => {
  assert.equal([21.34, 1, 0.123].map(formatRate), ['21.3 photos/s', '1.00 photos/s', '8.13 s/photo']);
  assert.equal([0.4, 59.4, 59.6, 3599, 7500].map(duration), ['0 s', '59 s', '1 min 00 s', '59 min 59 s', '2 h 05 min']);
});

test.run();
