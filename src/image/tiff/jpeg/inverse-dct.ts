/**
 * The inverse DCT of libjpeg's `jidctint.c`, in integers and bit for bit: after Loeffler, Ligtenberg and Moschytz (1989), with 13
 * fractional bits and 2 more kept between the passes. Values that are too large because the data are damaged wrap around or
 * saturate at 16 bits, as in libjpeg-turbo on x86.
 */

const between = 2;
const pointBits = 13;
const columnShift = pointBits - between;
const rowShift = pointBits + between + 3;

/** Combinations of cosines, times 2^13. */
const c = {
  p298: 2446,
  p390: 3196,
  p541: 4433,
  p765: 6270,
  p899: 7373,
  p1175: 9633,
  p1501: 12299,
  p1847: 15137,
  p1961: 16069,
  p2053: 16819,
  p2562: 20995,
  p3072: 25172,
} as const;

const columns = new Int32Array(64);

/** The lower 16 bits as a signed number. */
export function wrapped(value: number): number {
  return (value << 16) >> 16;
}

function saturated(value: number): number {
  return value < -32768 ? -32768 : value > 32767 ? 32767 : value;
}

/** Transforms eight values at `from`, `from + step` ... to eight sums, which are shifted and written with the same stride. */
function pass(source: Int32Array, from: number, step: number, target: Int32Array, shift: number): void {
  const v2 = source[from + 2 * step]!;
  const v6 = source[from + 6 * step]!;
  const z1 = (v2 + v6) * c.p541;
  const e2 = z1 - v6 * c.p1847;
  const e3 = z1 + v2 * c.p765;
  const e0 = wrapped(source[from]! + source[from + 4 * step]!) * 8192;
  const e1 = wrapped(source[from]! - source[from + 4 * step]!) * 8192;
  const v7 = source[from + 7 * step]!;
  const v5 = source[from + 5 * step]!;
  const v3 = source[from + 3 * step]!;
  const v1 = source[from + step]!;
  const z3 = wrapped(v7 + v3);
  const z4 = wrapped(v5 + v1);
  const z5 = (z3 + z4) * c.p1175;
  const a1 = -(v7 + v1) * c.p899;
  const a2 = -(v5 + v3) * c.p2562;
  const a3 = z5 - z3 * c.p1961;
  const a4 = z5 - z4 * c.p390;
  const o0 = v7 * c.p298 + a1 + a3;
  const o1 = v5 * c.p2053 + a2 + a4;
  const o2 = v3 * c.p3072 + a2 + a3;
  const o3 = v1 * c.p1501 + a1 + a4;
  const half = 1 << (shift - 1);
  target[from] = saturated((e0 + e3 + o3 + half) >> shift);
  target[from + 7 * step] = saturated((e0 + e3 - o3 + half) >> shift);
  target[from + step] = saturated((e1 + e2 + o2 + half) >> shift);
  target[from + 6 * step] = saturated((e1 + e2 - o2 + half) >> shift);
  target[from + 2 * step] = saturated((e1 - e2 + o1 + half) >> shift);
  target[from + 5 * step] = saturated((e1 - e2 - o1 + half) >> shift);
  target[from + 3 * step] = saturated((e0 - e3 + o0 + half) >> shift);
  target[from + 4 * step] = saturated((e0 - e3 - o0 + half) >> shift);
}

/** Whether every column is constant; libjpeg-turbo then wraps around instead of saturating. */
function hasOnlyMeans(block: Int32Array): boolean {
  for (let i = 8; i < 64; i++) if (block[i] !== 0) return false;
  return true;
}

/**
 * @param block [8, 8] dequantised coefficients; rows are vertical frequencies.
 * @param out receives the block's 8x8 samples, 0..255, from `at` in rows of `stride`.
 */
export function inverseDct(block: Int32Array, out: Uint8Array, at: number, stride: number): void {
  if (hasOnlyMeans(block)) {
    for (let i = 0; i < 64; i++) columns[i] = wrapped(block[i % 8]! << between);
  } else {
    for (let column = 0; column < 8; column++) pass(block, column, 8, columns, columnShift);
  }
  for (let row = 0; row < 8; row++) {
    pass(columns, row * 8, 1, columns, rowShift);
    const to = at + row * stride;
    for (let column = 0; column < 8; column++) {
      const level = columns[row * 8 + column]! + 128;
      out[to + column] = level < 0 ? 0 : level > 255 ? 255 : level;
    }
  }
}
