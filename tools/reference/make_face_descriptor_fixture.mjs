/**
 * Makes test/models/face-recognisability/descriptors.json: descriptors of crops of samples/ by @vladmandic/face-api in
 * TensorFlow.js on the processor. Both packages are installed in a separate folder:
 *
 *     npm install --prefix FOLDER @vladmandic/face-api@1.7.15 @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
 *     node tools/reference/make_face_descriptor_fixture.mjs FOLDER
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

/** Photo and left, top, right, bottom. All crops have the network's size, so nothing is resized; the last shows no face. */
const crops = [
  ['grace-hopper.jpg', [190, 150, 340, 300]],
  ['grace-hopper.jpg', [150, 110, 300, 260]],
  ['cat.jpg', [60, 40, 210, 190]],
];

await tf.setBackend('cpu');
await tf.ready();
const network = new faceApi.FaceRecognitionNet();
await network.loadFromDisk(join(folder, 'node_modules/@vladmandic/face-api/model'));

const cases = [];
for (const [photo, [left, top, right, bottom]] of crops) {
  const [width, height] = [right - left, bottom - top];
  const { data } = await sharp(join('samples', photo))
    .extract({ left, top, width, height })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const descriptor = await network.computeFaceDescriptor(
    tf.tensor3d(new Uint8Array(data), [height, width, 3], 'int32'),
  );
  cases.push({
    photo,
    box: [left, top, right, bottom],
    pixelsSha256: createHash('sha256').update(data).digest('hex'),
    descriptor: [...descriptor].map((value) => Number(value.toFixed(6))),
  });
}
const made = {
  command: 'node tools/reference/make_face_descriptor_fixture.mjs FOLDER',
  versions: { 'face-api': faceApi.version, tfjs: tf.version_core },
  cases,
};
await writeFile('test/models/face-recognisability/descriptors.json', `${JSON.stringify(made)}\n`);
