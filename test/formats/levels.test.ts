/** Weights stored as levels, that is as bytes with a scale and a minimum, written to a safetensors file and read back. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { reordered } from '../../src/convert/axes.ts';
import { storedAs } from '../../src/convert/values.ts';
import { levelTensors, ofLevels } from '../../src/formats/levels.ts';
import { writeSafetensors } from '../../src/formats/safetensors.ts';
import type { StoredTensor } from '../../src/formats/tensor-file.ts';
import { toFloat32 } from '../../src/formats/to-float32.ts';
import { open, refused, tensor } from './fixture.ts';

const step = { scale: 0.004853619781194949, min: -0.5872879935245888 };
const levels = (bytes: readonly number[], { scale, min } = step) => ({
  read: async () => Uint8Array.from(bytes),
  step: async () => ({ scale, min }),
});
const matrix = ofLevels('w', [2, 3], levels([0, 1, 2, 100, 254, 255]));
const spec = { name: 'w', shape: [3, 2] };

async function reopened(tensors: readonly StoredTensor[]) {
  const chunks: Uint8Array[] = [];
  await writeSafetensors(tensors, {}, { write: async (bytes) => void chunks.push(bytes.slice()) });
  const bytes = new Uint8Array(Buffer.concat(chunks));
  return { bytes, file: await open(bytes) };
}

test('levels are written as bytes and read back as the same values, in their new order', async () => {
  const turned = reordered(matrix, [1, 0]);
  const { bytes, file } = await reopened([storedAs(turned, spec, 'u8'), tensor('b', [1], new Float32Array([5]))]);
  assert.equal([...file.tensors.keys()].sort(), ['b', 'w']);
  const read = file.tensors.get('w')!;
  assert.is(read.dtype, 'f32');
  assert.equal(read.shape, [3, 2]);
  const expected = [0, 100, 1, 254, 2, 255].map((level) => Math.fround(level * step.scale + step.min));
  assert.equal([...(await toFloat32(read))], expected);
  // 8 bytes of length, the header, one float32, two float64 and six bytes.
  assert.is(bytes.length, 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true)) + 4 + 16 + 6);
});

test('a file of levels that is written again has the same bytes', async () => {
  const first = await reopened([matrix]);
  const second = await reopened([...first.file.tensors.values()]);
  assert.equal(second.bytes, first.bytes);
});

test('converted to f32 or f16, levels become values', async () => {
  for (const dtype of ['f32', 'f16'] as const) {
    const stored = storedAs(matrix, { name: 'w', shape: [2, 3] }, dtype);
    assert.is(stored.dtype, dtype);
    assert.is(stored.levels, undefined);
  }
});

test('bytes without a scale and a minimum stay bytes', async () => {
  const [bytes, own] = levelTensors('w', [2], levels([3, 4]));
  for (const other of [[], [{ ...own, shape: [1, 2] }], [{ ...own, name: 'v.step' }]]) {
    const { file } = await reopened([bytes, ...other]);
    assert.is(file.tensors.get('w')!.dtype, 'u8');
    assert.is(file.tensors.size, 1 + other.length);
  }
});

test("a scale or minimum that gives values beyond float32 is refused with the tensor's name", async () => {
  for (const wrong of [
    { scale: NaN, min: 0 },
    { scale: 1, min: -Infinity },
    { scale: 1e37, min: 0 },
  ]) {
    const { file } = await reopened([ofLevels('w', [1], levels([1], wrong))]);
    await refused(toFloat32(file.tensors.get('w')!), ['w.step', 'float32']);
  }
});

test.run();
