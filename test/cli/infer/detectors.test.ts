/** `infer` with other face detectors than the embedded one, on published weights where they are here. */
import { existsSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { adapterArguments, inTemporaryFolder, runCli } from '../run.ts';

const originals = ['det1', 'det2', 'det3', 'det4'].map((part) => `../shared/models/survey/${part}.caffemodel`);
const isHere = originals.every((path) => existsSync(path));
if (!isHere) console.log('  skipped: ../shared/models/survey has no det1 to det4');

const photo = 'samples/grace-hopper.jpg';

async function faceIn(...args: readonly string[]) {
  const scored = ['infer', photo, '--metric', 'brisque', '--json', ...adapterArguments];
  const { status, stdout, stderr } = await runCli([...scored, ...args]);
  assert.is(status, 0, stderr);
  const { faces } = JSON.parse(stdout);
  assert.is(faces.length, 1);
  return faces[0];
}

(isHere ? test : test.skip)(
  'the file of --face-weights says which detector it is of, and its points tell the pose',
  () =>
    inTemporaryFolder(async (folder) => {
      const path = `${folder}/mtcnn.safetensors`;
      const { status, stderr } = await runCli(['convert', ...originals, path]);
      assert.is(status, 0, stderr);
      for (const named of [[], ['--detector', 'mtcnn']]) {
        const { points, eyes, yaw, landmarks } = await faceIn('--face-weights', path, ...named);
        assert.is(points.length, 5);
        assert.ok(eyes > 75 && eyes < 90 && Math.abs(yaw) < 10, `eyes ${eyes}, yaw ${yaw}`);
        assert.is(landmarks, undefined);
      }
    }),
);

test('--detector-tiles finds a large face once', async () => {
  const { confidence } = await faceIn('--detector-tiles');
  assert.ok(confidence > 0.99);
});

test.run();
