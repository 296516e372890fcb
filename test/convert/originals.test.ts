/** On OpenCV's two original caffemodels, which are not committed: expected beside the checkout, and required in CI. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { convertFile } from '../../src/cli/convert.ts';
import { openTensorFile } from '../../src/formats/detect.ts';
import { toFloat32 } from '../../src/formats/to-float32.ts';
import { openFile } from '../../src/platform/file-source.ts';

const models = '../shared/models';
const single = join(models, 'res10_300x300_ssd_iter_140000.caffemodel');
const half = join(models, 'res10_300x300_ssd_iter_140000_fp16.caffemodel');
const isThere = existsSync(single) && existsSync(half);
if (!isThere) console.log(`  skipped: ${single} and its float16 form are not here`);
const testOnOriginals = isThere || process.env.CI === 'true' ? test : test.skip;

testOnOriginals('the embedded face detector is what the float16 original converts to, byte for byte', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'originals-'));
  const out = join(folder, 'face-detector.safetensors');
  await convertFile(half, out, 'f16', () => {});
  assert.ok(readFileSync(out).equals(readFileSync('weights/face-detector.safetensors')));
  rmSync(folder, { recursive: true });
});

testOnOriginals("both originals: 104 blobs, every BatchNorm's factor 999.98236, the statistics alike", async () => {
  const sources = await Promise.all([single, half].map(openFile));
  const [a, b] = await Promise.all(sources.map(openTensorFile));
  for (const [name, tensor] of a!.tensors) {
    const other = b!.tensors.get(name)!;
    assert.equal([...other.shape], [...tensor.shape], name);
    if (name.endsWith('.2')) assert.is((await toFloat32(tensor))[0], Math.fround(999.98236), name);
    if (other.dtype === 'f32') assert.equal(await other.read(), await tensor.read(), name);
  }
  assert.is(a!.tensors.size, 104);
  await Promise.all(sources.map((source) => source.close()));
});

test.run();
