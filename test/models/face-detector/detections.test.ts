/** Prior boxes, decoding and non-maximum suppression; whole photos are in parity.test.ts. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MemorySource } from '../../../src/formats/byte-source.ts';
import { openTensorFile } from '../../../src/formats/detect.ts';
import type { Compiler } from '../../../src/graph/program.ts';
import { open } from '../../../src/models/face-detector/code.ts';
import { decodeDetections } from '../../../src/models/face-detector/decode.ts';
import { type Box, overlap, suppressOverlaps } from '../../../src/models/face-detector/nms.ts';
import { priorBoxes, priorCount } from '../../../src/models/face-detector/priors.ts';
import { refused } from '../../formats/fixture.ts';
import { readFixture, relativeError, type Sampled } from '../fixture.ts';

const fixture = readFixture<{ readonly sum: number; readonly priors: Sampled }>('priors');

test("the prior boxes are OpenCV's", () => {
  assert.is(priorCount, 8732);
  const error = relativeError(priorBoxes, fixture.priors);
  assert.ok(error < 1e-7, `largest difference ${error}`);
  const sum = priorBoxes.reduce((total, value) => total + value, 0);
  assert.ok(Math.abs(sum - fixture.sum) < 1e-3, `their sum is ${sum}, OpenCV's ${fixture.sum}`);
});

/** The detections in outputs whose confidence is 0 except at these priors. */
function outputsWith(faces: readonly { prior: number; confidence: number; loc?: readonly number[] }[]) {
  const loc = new Float32Array(priorCount * 4);
  const conf = new Float32Array(priorCount * 2);
  for (const face of faces) {
    conf[face.prior * 2 + 1] = face.confidence;
    loc.set(face.loc ?? [0, 0, 0, 0], face.prior * 4);
  }
  return decodeDetections(loc, conf);
}

function assertBox(found: Box, expected: Box): void {
  assert.ok(Math.max(...found.map((value, i) => Math.abs(value - expected[i]))) < 1e-6, `found ${found}`);
}

test('outputs that are not finite are an error of the weights, not a photo without faces', async () => {
  const file = await openTensorFile(new MemorySource('face', readFileSync('weights/face-detector.safetensors')));
  for (const name of ['loc', 'conf']) {
    const outputs: Record<string, Float32Array> = {
      loc: new Float32Array(priorCount * 4),
      conf: new Float32Array(priorCount * 2),
    };
    outputs[name][7] = Number.NaN;
    const compiler = { precision: 'f32', compile: async () => ({ run: async () => outputs }) } as unknown as Compiler;
    const detector = await open(compiler, file);
    const photo = { width: 4, height: 4, data: new Uint8Array(48) };
    await refused(detector.find(photo), ['The face detector', 'infinities or NaN'], 'WEIGHTS');
  }
});

test('without offsets a detection is its prior', () => {
  // conv6_2, cell y=3 x=4, the fourth prior: 78.489x156.978 pixels around (144, 112).
  const [face] = outputsWith([{ prior: 8149, confidence: 0.75 }]);
  assert.is(face.confidence, 0.75);
  assertBox(face.box, [0.349185, 0.1117037, 0.610815, 0.634963]);
});

test('offsets move a prior by tenths of its size and scale it by fifths of an exponent', () => {
  // The network's output for a face in a photo, and the box that OpenCV's DetectionOutput computes from it.
  const loc = [0.470261, -0.481062, -0.499716, -0.384357];
  const [face] = outputsWith([{ prior: 8149, confidence: 0.75, loc }]);
  assertBox(face.box, [0.373931, 0.10589, 0.610676, 0.590433]);
});

test('boxes are clipped to the photo before overlaps are suppressed', () => {
  // The only cell of conv9_2: boxes far larger than the photo are clipped to the whole photo, so they are duplicates.
  const grown = [0, 0, 10, 10];
  const faces = outputsWith([
    { prior: 8728, confidence: 0.5, loc: grown },
    { prior: 8731, confidence: 0.6, loc: grown },
  ]);
  assert.is(faces.length, 1);
  assert.equal(faces[0].box, [0, 0, 1, 1]);
  assert.ok(Math.abs(faces[0].confidence - 0.6) < 1e-7);
});

test('confidences of 0.01 and less are not detections', () => {
  assert.is(outputsWith([{ prior: 0, confidence: Math.fround(0.01) - 1e-6 }]).length, 0);
  assert.is(outputsWith([{ prior: 0, confidence: Math.fround(0.01) + 1e-6 }]).length, 1);
});

test('of equal confidences the earlier prior comes first', () => {
  const apart = [4000, 0, 2000].map((prior) => ({ prior, confidence: 0.5 }));
  const firsts = outputsWith(apart).map(({ box }) => box);
  const alone = [0, 2000, 4000].map((prior) => outputsWith([{ prior, confidence: 0.5 }])[0].box);
  assert.equal(firsts, alone);
});

test('only the 400 most confident detections compete', () => {
  const wholePhoto = [0, 0, 50, 50];
  const rivals = Array.from({ length: 400 }, (_, prior) => ({ prior, confidence: 0.9, loc: wholePhoto }));
  const small = { prior: 2000, confidence: 0.5 };
  assert.is(outputsWith([...rivals, small]).length, 1, 'the 401st is not seen, although it overlaps little');
  assert.is(outputsWith([...rivals.slice(1), small]).length, 2);
});

test('at most 200 detections are kept, the most confident ones', () => {
  const shrunk = [0, 0, -10, -10];
  const many = Array.from({ length: 300 }, (_, i) => ({ prior: i * 4, confidence: 0.9 - i * 1e-3, loc: shrunk }));
  const faces = outputsWith(many);
  assert.is(faces.length, 200);
  assert.ok(faces.every(({ confidence }, i) => Math.abs(confidence - many[i].confidence) < 1e-6));
});

test('overlap is intersection over union', () => {
  assert.is(overlap([0, 0, 2, 2], [1, 1, 3, 3]), 1 / 7);
  assert.is(overlap([0, 0, 1, 1], [1, 0, 2, 1]), 0);
  assert.is(overlap([0, 0, 1, 1], [0, 0, 1, 1]), 1);
  assert.is(overlap([0.5, 0.5, 0.5, 0.5], [0.5, 0.5, 0.5, 0.5]), 0, 'no area, no overlap');
});

test('a box is dropped if it overlaps one that was kept, but not one that was dropped', () => {
  const at = (x: number): { box: Box } => ({ box: [x, 0, x + 1, 1] });
  const [first, second, third] = [at(0), at(0.3), at(0.6)];
  assert.ok(overlap(first.box, second.box) > 0.45 && overlap(second.box, third.box) > 0.45);
  assert.equal(suppressOverlaps([first, second, third], 200), [first, third]);
});

test('an overlap of exactly 0.45 is kept', () => {
  const [small, large] = [{ box: [0, 0, 9, 1] as const }, { box: [0, 0, 20, 1] as const }];
  assert.is(overlap(small.box, large.box), 0.45);
  assert.is(suppressOverlaps([large, small], 200).length, 2);
});

test.run();
