/** SDD-FIQA against PyTorch on seeded weights. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sddFiqa } from '../../../src/models/sdd-fiqa/model.ts';
import { closeTestEngine } from '../../engine.ts';
import { checkpoint, judge, readFaceFixture } from '../aligned-face.ts';
import { assertTensors } from '../fixture.ts';

const fixture = readFaceFixture('sdd-fiqa');

test("a face's intermediate tensors and score are PyTorch's, from a file with 'module.' before its names", async () => {
  const { score, tensors } = await judge(sddFiqa, [checkpoint(fixture, 'module.')], fixture);
  assertTensors(tensors, fixture.tensors, 1e-4);
  const error = Math.abs(score - fixture.score);
  // Of a range of 100.
  assert.ok(error < 1e-4, `${score}, in PyTorch ${fixture.score}: ${error} apart`);
});

test.after(closeTestEngine);
test.run();
