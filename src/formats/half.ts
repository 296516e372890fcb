/**
 * Converts whole arrays between 16-bit floats and float32. f16 is IEEE 754 binary16; bf16 is the upper half of a float32. Assumes
 * a little-endian host, as all supported ones are.
 */

/** The float32 bits of each of the 65,536 half floats: one load per value, including subnormals and NaN payloads. */
let halfBits: Uint32Array | undefined;

function makeHalfBits(): Uint32Array {
  const table = new Uint32Array(65536);
  const float = new Float32Array(1);
  const bits = new Uint32Array(float.buffer);
  for (let half = 0; half < 65536; half++) {
    const sign = (half & 0x8000) << 16;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) {
      float[0] = fraction * 2 ** -24;
      table[half] = bits[0]! | sign;
    } else {
      table[half] = sign | ((exponent === 31 ? 255 : exponent + 112) << 23) | (fraction << 13);
    }
  }
  return table;
}

/** Half floats, given as their bits, to float32; exact. */
export function f16ToF32(halves: Uint16Array): Float32Array {
  halfBits ??= makeHalfBits();
  const table = halfBits;
  const out = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) out[i] = table[halves[i]!]!;
  return new Float32Array(out.buffer);
}

/** bfloat16 values, given as their bits, to float32; exact. */
export function bf16ToF32(values: Uint16Array): Float32Array {
  const out = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) out[i] = values[i]! << 16;
  return new Float32Array(out.buffer);
}

/**
 * float32 to the nearest half float, ties to even, as bits. As in IEEE 754, magnitudes from 65520 become infinity; a NaN becomes
 * the quiet NaN of its sign.
 */
export function f32ToF16(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const out = new Uint16Array(values.length);
  for (let i = 0; i < bits.length; i++) {
    const word = bits[i]!;
    const sign = (word >>> 16) & 0x8000;
    const magnitude = word & 0x7fffffff;
    if (magnitude >= 0x38800000) {
      // From 2^-14: rebias the exponent, then add just under half a unit, plus one if the last kept bit is odd.
      const rounded = (magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13;
      out[i] = sign | (magnitude > 0x7f800000 ? 0x7e00 : Math.min(rounded, 0x7c00));
    } else if (magnitude >= 0x33000000) {
      // Subnormal: the value in units of 2^-24, with the hidden bit shifted into place.
      const shift = 126 - (magnitude >>> 23);
      const fraction = (magnitude & 0x7fffff) | 0x800000;
      const kept = fraction >>> shift;
      const rest = fraction & ((1 << shift) - 1);
      const half = 1 << (shift - 1);
      out[i] = sign | (kept + (rest > half || (rest === half && (kept & 1) === 1) ? 1 : 0));
    } else {
      out[i] = sign;
    }
  }
  return out;
}
