/**
 * What TensorFlow.js computes with the backbone, for check_backbone.py.
 *
 *     npm install --prefix FOLDER @tensorflow/tfjs@4.22.0
 *     node tools/train-judge/backbone_taps.mjs FOLDER DATA
 *
 * Reads DATA/mobilenet_v2_mid and DATA/backbone-crop.u8, [224,224,3]; written: DATA/backbone-taps.f32, the four taps, each
 * [height,width,channels], one after another.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const [folder, data] = process.argv.slice(2).map((path) => resolve(path));
const require = createRequire(join(folder, 'package.json'));
const tf = require('@tensorflow/tfjs');

await tf.setBackend('cpu');
const { modelTopology, weightsManifest, format } = JSON.parse(readFileSync(join(data, 'mobilenet_v2_mid/model.json')));
const shards = weightsManifest[0].paths.map((name) => readFileSync(join(data, 'mobilenet_v2_mid', name)));
const bytes = Uint8Array.from(Buffer.concat(shards));
const model = await tf.loadGraphModel({
  load: async () => ({ format, modelTopology, weightSpecs: weightsManifest[0].weights, weightData: bytes.buffer }),
});
const nodeOf = (ending) => modelTopology.node.find(({ name, op }) => name.endsWith(ending) && op !== 'Const').name;
const taps = [3, 6, 13].map((block) => nodeOf(`MobilenetV2/expanded_conv_${block}/expand/Relu6`));
taps.push(nodeOf('MobilenetV2/expanded_conv_16/project/BatchNorm/FusedBatchNormV3'));
const crop = tf.tensor(Uint8Array.from(readFileSync(join(data, 'backbone-crop.u8'))), [1, 224, 224, 3], 'int32');
const values = model.execute(crop.toFloat().div(255), taps).map((tensor) => tensor.dataSync());
writeFileSync(join(data, 'backbone-taps.f32'), Buffer.concat(values.map(({ buffer }) => Buffer.from(buffer))));
