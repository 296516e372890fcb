/** EQFace against PyTorch on seeded weights, in the two files that it is published in. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { eqFace } from '../../../src/models/eqface/model.ts';
import { closeTestEngine } from '../../engine.ts';
import { refused } from '../../formats/fixture.ts';
import { checkpoint, type FaceFixture, judge, readFaceFixture } from '../aligned-face.ts';
import { assertTensors } from '../fixture.ts';

const fixture = readFaceFixture('eqface') as FaceFixture & { readonly headShapes: FaceFixture['shapes'] };
const backbone = checkpoint(fixture, '');
const head = checkpoint({ ...fixture, shapes: fixture.headShapes }, 'module.');

test("a face's intermediate tensors and score are PyTorch's, whichever file comes first", async () => {
  for (const files of [
    [backbone, head],
    [head, backbone],
  ]) {
    const { score, tensors } = await judge(eqFace, files, fixture);
    assertTensors(tensors, fixture.tensors, 1e-4);
    const error = Math.abs(score - fixture.score);
    assert.ok(error < 1e-4, `${score}, in PyTorch ${fixture.score}: ${error} apart`);
  }
});

test('the backbone without the head is refused', async () => {
  await refused(
    judge(eqFace, [backbone], fixture),
    ['eqface is published in 2 files', 'quality is missing'],
    'WEIGHTS',
  );
});

test.after(closeTestEngine);
test.run();
