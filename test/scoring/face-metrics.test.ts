/** Metrics for faces: which picture of a face they get, and that they do not affect the photo's own metrics. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { alignedFace, arcFaceTemplate } from '../../src/image/align-face.ts';
import { faceChip } from '../../src/image/face-chip.ts';
import type { FacePoints } from '../../src/image/face-points.ts';
import type { Photo } from '../../src/image/photo.ts';
import type { Point } from '../../src/image/point.ts';
import type { Face } from '../../src/models/detector.ts';
import type { FaceView, Metric, MetricModel } from '../../src/models/metric.ts';
import { metricModels } from '../../src/models/registry.ts';
import { type FaceJudges, scorePhoto } from '../../src/scoring/score-photo.ts';

const general = metricModels.find(({ judges }) => judges === 'photo')!;
const photo: Photo = { width: 300, height: 200, data: new Uint8Array(300 * 200 * 3).map((_, i) => (i * 7) % 251) };
const points = arcFaceTemplate.map(([x, y]): Point => [x + 60, y + 40]) as unknown as FacePoints;
const face: Face = { confidence: 0.9, box: [70, 50, 160, 150] };

function metricOf(name: string, value: (photo: Photo) => number, faceView?: FaceView): Metric {
  const judges = faceView === undefined ? 'photo' : 'face';
  const model: MetricModel = { ...general, name, title: name, judges, faceView };
  const score: Metric['score'] = async (input) => ({ value: value(input.photo), parts: { width: input.photo.width } });
  return { model, checkpoint: general.checkpoints[0], protocol: null, label: name, score, dispose: () => undefined };
}

const sum = ({ data }: Photo) => data.reduce((total, value) => total + value, 0);
const whole = metricOf('whole', ({ width }) => width);
const ofAligned = metricOf('aligned', sum, 'aligned');
const ofChip = metricOf('chip', sum, 'chip');
const ofBox = metricOf('box', ({ width, height }) => 1000 * width + height, 'box');
const finder = (found: Face) => ({ find: async () => [found] });
const judges =
  (metrics: readonly Metric[], landmarker: FaceJudges['landmarker'] = null) =>
  async () => ({ metrics, landmarker });

test('photos and faces are scored by their own metrics', async () => {
  const result = await scorePhoto(photo, [whole], finder({ ...face, points }), {
    openFaceJudges: judges([ofAligned, ofChip, ofBox]),
  });
  assert.equal(result.scores, { whole: 300 });
  const [found] = result.faces;
  assert.equal(found.scores, {
    aligned: sum(alignedFace(photo, points)),
    chip: sum(faceChip(photo, points)),
    box: 90100,
  });
  assert.is(found.score, found.scores.aligned);
  assert.equal(
    found.results.map(({ metric, score, parts }) => [metric, score, parts]),
    [
      ['aligned', found.scores.aligned, { width: 112 }],
      ['chip', found.scores.chip, { width: 150 }],
      ['box', 90100, { width: 90 }],
    ],
  );
  assert.is(found.eyes?.toFixed(4), '35.2377');
});

test("a face is aligned by its detector's points, otherwise by its landmarks", async () => {
  const landmarks = Array.from({ length: 68 }, (): Point => [0, 0]);
  const set = (at: readonly number[], point: Point) => {
    for (const i of at) landmarks[i] = point;
  };
  set([36, 37, 38, 39, 40, 41], points[0]);
  set([42, 43, 44, 45, 46, 47], points[1]);
  for (const [i, at] of [30, 48, 54].entries()) set([at], points[2 + i]!);
  const landmarker = { find: async () => landmarks };
  const options = { openFaceJudges: judges([ofAligned], landmarker) };
  const { faces } = await scorePhoto(photo, [whole], finder(face), options);
  assert.is(faces[0].score, sum(alignedFace(photo, points)));
  assert.equal(faces[0].landmarks, landmarks);
  const moved = points.map(([x, y]): Point => [x + 10, y]) as unknown as FacePoints;
  const other = await scorePhoto(photo, [whole], finder({ ...face, points: moved }), options);
  assert.is(other.faces[0].score, sum(alignedFace(photo, moved)));
});

test('what judges faces is opened only for a photo with a face', async () => {
  let opened = 0;
  const openFaceJudges = async () => {
    opened++;
    return { metrics: [whole], landmarker: null };
  };
  await scorePhoto(photo, [whole], { find: async () => [] }, { openFaceJudges });
  assert.is(opened, 0);
  await scorePhoto(photo, [whole], { find: async () => [face, face] }, { openFaceJudges });
  assert.is(opened, 1);
});

test('a face that cannot be aligned lacks only that score', async () => {
  const flat = points.map((): Point => [5, 5]) as unknown as FacePoints;
  const openFaceJudges = judges([ofAligned, ofBox]);
  const result = await scorePhoto(photo, [whole], finder({ ...face, points: flat }), { openFaceJudges });
  assert.equal(result.faces[0].scores, { box: 90100 });
  assert.equal(
    result.failures.map(({ metric, face: place, code }) => [metric, place, code]),
    [['aligned', 0, 'IMAGE_TOO_SMALL']],
  );
  const without = await scorePhoto(photo, [whole], finder(face), { openFaceJudges: judges([ofAligned]) });
  assert.is(without.failures[0].code, 'USAGE');
});

test.run();
