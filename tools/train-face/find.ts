/**
 * `node tools/train-face/find.mjs LIST`: finds the faces in the photos whose paths are the lines of LIST, with the default
 * detector and landmark network, on the adapter HYPERIQA_ADAPTER. It prints a line of JSON for each photo: its path, its size, and
 * its faces with confidence, box and the five points for alignment.
 */
import { readFile } from 'node:fs/promises';
import { messageOf } from '../../src/errors.ts';
import { openTensorFile } from '../../src/formats/detect.ts';
import { Engine } from '../../src/gpu/engine.ts';
import { fivePoints } from '../../src/image/face-points.ts';
import { defaultDetector, defaultLandmarks } from '../../src/models/defaults.ts';
import type { Model } from '../../src/models/model.ts';
import { decodePhoto } from '../../src/platform/decode.ts';
import { openFile } from '../../src/platform/file-source.ts';
import { openNodeGpu } from '../../src/platform/node-gpu.ts';

const { gpu } = await openNodeGpu({ adapter: process.env.HYPERIQA_ADAPTER });
const engine = await Engine.open(gpu);
const opened = async ({ checkpoints }: Model) => openTensorFile(await openFile(`weights/${checkpoints[0].file}`));
const detector = await (await defaultDetector.code()).open(engine, await opened(defaultDetector));
const landmarker = await (await defaultLandmarks.code()).open(engine, await opened(defaultLandmarks));

const list = (await readFile(process.argv[2], 'utf8')).split('\n').filter((line) => line !== '');
for (const file of list) {
  try {
    const photo = await decodePhoto(file);
    const faces = [];
    for (const { confidence, box } of await detector.find(photo)) {
      const points = fivePoints(await landmarker.find(photo, box));
      faces.push({ confidence, box, points });
    }
    process.stdout.write(`${JSON.stringify({ file, width: photo.width, height: photo.height, faces })}\n`);
  } catch (error) {
    process.stderr.write(`${file}: ${messageOf(error)}\n`);
  }
}
engine.close();
