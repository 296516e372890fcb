/** `infer` with a face detector other than the embedded one, on published weights if they are available. */
import { existsSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { adapterArguments, inTemporaryFolder, runCli } from '../run.ts';

const originals = ['det1', 'det2', 'det3', 'det4'].map((part) => `../shared/models/survey/${part}.caffemodel`);
const isHere = originals.every((path) => existsSync(path));
if (!isHere) console.log('  skipped: ../shared/models/survey has no det1 to det4');

(isHere ? test : test.skip)('the file of --face-weights determines the detector, whose points give the pose', () =>
  inTemporaryFolder(async (folder) => {
    const weights = `${folder}/mtcnn.safetensors`;
    const converted = await runCli(['convert', ...originals, weights]);
    assert.is(converted.status, 0, converted.stderr);
    const options = ['--metric', 'brisque', '--json', '--face-weights', weights, ...adapterArguments];
    const { status, stdout, stderr } = await runCli(['infer', 'samples/grace-hopper.jpg', ...options]);
    assert.is(status, 0, stderr);
    const { faces } = JSON.parse(stdout);
    assert.is(faces.length, 1);
    const { points, eyes, yaw, landmarks } = faces[0];
    assert.is(points.length, 5);
    assert.ok(eyes > 75 && eyes < 90 && Math.abs(yaw) < 10, `eyes ${eyes}, yaw ${yaw}`);
    assert.is(landmarks, undefined);
  }),
);

test.run();
