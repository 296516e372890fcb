/**
 * Makes test/models/face-landmarks/fixture.json: landmarks of crops of samples/ by @vladmandic/face-api in TensorFlow.js on the
 * processor. Both packages are installed in a separate folder:
 *
 *     npm install --prefix FOLDER @vladmandic/face-api@1.7.15 @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
 *     node tools/reference/make_face_landmarks_fixture.mjs FOLDER
 */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import sharp from 'sharp';

const folder = resolve(process.argv[2]);
const require = createRequire(join(folder, 'package.json'));
const tf = require('@tensorflow/tfjs');
const faceApi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');

/** Photo and left, top, right, bottom: faces, a wide and a tall crop, odd padding, few pixels, no resizing, no face. */
const crops = [
  ['grace-hopper.jpg', [183, 123, 350, 330]],
  ['grace-hopper.jpg', [150, 100, 390, 350]],
  ['grace-hopper.jpg', [0, 0, 512, 400]],
  ['grace-hopper.jpg', [170, 130, 371, 330]],
  ['grace-hopper.jpg', [200, 150, 312, 262]],
  ['grace-hopper.jpg', [240, 180, 261, 206]],
  ['grace-hopper.jpg', [262, 200, 263, 203]],
  ['cat.jpg', [60, 40, 261, 190]],
];

await tf.setBackend('cpu');
await tf.ready();
const network = new faceApi.FaceLandmark68Net();
await network.loadFromDisk(join(folder, 'node_modules/@vladmandic/face-api/model'));

const cases = [];
for (const [photo, [left, top, right, bottom]] of crops) {
  const [width, height] = [right - left, bottom - top];
  const { data } = await sharp(join('samples', photo))
    .extract({ left, top, width, height })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const found = await network.detectLandmarks(tf.tensor3d(new Uint8Array(data), [height, width, 3], 'int32'));
  cases.push({
    photo,
    box: [left, top, right, bottom],
    pixelsSha256: createHash('sha256').update(data).digest('hex'),
    landmarks: found.positions.map(({ x, y }) => [x + left, y + top].map((value) => Number(value.toFixed(4)))),
  });
}
const made = {
  command: 'node tools/reference/make_face_landmarks_fixture.mjs FOLDER',
  versions: { 'face-api': faceApi.version, tfjs: tf.version_core },
  cases,
};
await writeFile('test/models/face-landmarks/fixture.json', `${JSON.stringify(made)}\n`);
