/** Tests on OpenCV's two original caffemodels, which are not committed: expected beside the checkout, required in CI. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { convertFile } from '../../src/cli/convert.ts';
import { openTensorFile } from '../../src/formats/detect.ts';
import { openFile } from '../../src/platform/file-source.ts';

const models = '../shared/models';
const single = join(models, 'res10_300x300_ssd_iter_140000.caffemodel');
const half = join(models, 'res10_300x300_ssd_iter_140000_fp16.caffemodel');
const isThere = existsSync(single) && existsSync(half);
if (!isThere) console.log(`  skipped: ${single} and its float16 form are not here`);
const testOnOriginals = isThere || process.env.CI === 'true' ? test : test.skip;

testOnOriginals('the embedded face detector equals the converted float16 original, tensor by tensor', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'originals-'));
  const out = join(folder, 'face-detector.safetensors');
  await convertFile(half, out, 'f16', () => {});
  const sources = await Promise.all([out, 'weights/face-detector.safetensors'].map(openFile));
  const [made, committed] = await Promise.all(sources.map(openTensorFile));
  assert.equal([...made.tensors.keys()].sort(), [...committed.tensors.keys()].sort());
  for (const [name, { shape, dtype, read }] of committed.tensors) {
    const tensor = made.tensors.get(name)!;
    assert.equal([[...tensor.shape], tensor.dtype], [[...shape], dtype], name);
    assert.equal(await tensor.read(), await read(), name);
  }
  await Promise.all(sources.map((source) => source.close()));
  rmSync(folder, { recursive: true });
});

testOnOriginals('both originals have 94 tensors of the same shapes, and equal float32 tensors', async () => {
  const sources = await Promise.all([single, half].map(openFile));
  const [a, b] = await Promise.all(sources.map(openTensorFile));
  for (const [name, tensor] of a.tensors) {
    const other = b.tensors.get(name)!;
    assert.equal([...other.shape], [...tensor.shape], name);
    if (other.dtype === 'f32') assert.equal(await other.read(), await tensor.read(), name);
  }
  assert.is(a.tensors.size, 94);
  await Promise.all(sources.map((source) => source.close()));
});

test.run();
