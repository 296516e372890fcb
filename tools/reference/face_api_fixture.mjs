/**
 * What the fixtures by @vladmandic/face-api in TensorFlow.js share: crops of samples/ are put through one of its networks on the
 * processor, and the results are written with the hashes of the pixels.
 */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import sharp from 'sharp';

/**
 * `network` is the name of face-api's class, `crops` are [photo, [left, top, right, bottom]], and `found(network, pixels, box)`
 * gives what the fixture keeps of a crop; the folder with the packages is the script's argument.
 */
export async function makeFaceApiFixture({ script, output, network: name, crops, found }) {
  const folder = resolve(process.argv[2]);
  const require = createRequire(join(folder, 'package.json'));
  const tf = require('@tensorflow/tfjs');
  const faceApi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');
  await tf.setBackend('cpu');
  await tf.ready();
  const network = new faceApi[name]();
  await network.loadFromDisk(join(folder, 'node_modules/@vladmandic/face-api/model'));

  const cases = [];
  for (const [photo, box] of crops) {
    const [left, top, right, bottom] = box;
    const [width, height] = [right - left, bottom - top];
    const { data } = await sharp(join('samples', photo))
      .extract({ left, top, width, height })
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const pixels = tf.tensor3d(new Uint8Array(data), [height, width, 3], 'int32');
    const pixelsSha256 = createHash('sha256').update(data).digest('hex');
    cases.push({ photo, box, pixelsSha256, ...(await found(network, pixels, box)) });
  }
  const made = {
    command: `node tools/reference/${script} FOLDER`,
    versions: { 'face-api': faceApi.version, tfjs: tf.version_core },
    cases,
  };
  await writeFile(output, `${JSON.stringify(made)}\n`);
}
