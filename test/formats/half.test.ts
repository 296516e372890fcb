import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bf16ToF32, f16ToF32, f32ToF16 } from '../../src/formats/half.ts';
import { bytesToFloat32 } from '../../src/formats/to-float32.ts';
import { expected, fixture } from './fixture.ts';

test('every half float converts to the same float32 as in numpy', () => {
  const widened = f16ToF32(Uint16Array.from({ length: 65536 }, (_, i) => i));
  const numbers = widened.filter((value) => !Number.isNaN(value));
  assert.is(numbers.length, 65536 - 2 * 1023);
  assert.is(createHash('sha256').update(numbers).digest('hex'), expected.half.sha256OfAllHalvesAsF32ButNaN);
});

test('float32 rounds to the same half float as in numpy: ties, subnormals, overflow', () => {
  const { count } = expected.half;
  const bytes = fixture('half.bin');
  const values = new Float32Array(bytes.buffer, 0, count);
  const halves = new Uint16Array(bytes.buffer, 4 * count, count);
  const found = f32ToF16(values);
  const wrong = [...found.keys()].filter((i) => found[i] !== halves[i]);
  assert.equal(wrong.map((i) => `${values[i]} became ${found[i]}, not ${halves[i]}`).slice(0, 5), []);
});

test('a half float survives conversion to float32 and back', () => {
  const halves = Uint16Array.from({ length: 65536 }, (_, i) => i).filter((half) => (half & 0x7fff) <= 0x7c00);
  assert.equal(f32ToF16(f16ToF32(halves)), halves);
});

test('NaN stays NaN in both directions', () => {
  assert.ok(f16ToF32(new Uint16Array([0x7e00, 0xfc01])).every(Number.isNaN));
  assert.equal(
    [...f32ToF16(new Float32Array([Number.NaN]))].map((half) => half & 0x7fff),
    [0x7e00],
  );
});

test('bfloat16 is the upper half of a float32', () => {
  assert.equal([...bf16ToF32(new Uint16Array([0x3f80, 0xc020, 0x7f80]))], [1, -2.5, Number.POSITIVE_INFINITY]);
});

test('aligned float32 is not copied, unaligned is', () => {
  const bytes = new Uint8Array(new Float32Array([1, 2, 3]).buffer);
  assert.is(bytesToFloat32(bytes.subarray(4), 'f32').buffer, bytes.buffer);
  const shifted = new Uint8Array(13);
  shifted.set(bytes, 1);
  assert.equal([...bytesToFloat32(shifted.subarray(1), 'f32')], [1, 2, 3]);
});

test('every element type converts to float32', () => {
  const cases = [
    [new Float64Array([0.5, -2]), 'f64'],
    [new BigInt64Array([0n, -2n]), 'i64'],
    [new Int32Array([7, -2]), 'i32'],
    [new Int16Array([7, -2]), 'i16'],
    [new Int8Array([7, -2]), 'i8'],
    [new Uint8Array([7, 255]), 'u8'],
  ] as const;
  for (const [values, dtype] of cases) {
    assert.equal([...bytesToFloat32(new Uint8Array(values.buffer), dtype)], Array.from(values, Number), dtype);
  }
  assert.equal([...bytesToFloat32(new Uint8Array([0, 1]), 'bool')], [0, 1]);
});

test.run();
