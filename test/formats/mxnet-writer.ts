/** MXNet's `.params` of given arrays, as mx.nd.save writes them. */

export interface Array32 {
  readonly name: string;
  readonly shape: readonly number[];
  /** Bytes of float32. */
  readonly values: Uint8Array;
}

const u32 = (...values: readonly number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer);
const u64 = (...values: readonly number[]): Buffer => Buffer.from(BigUint64Array.from(values.map(BigInt)).buffer);

/** The header before an array's values, by the version of the format. */
const heads = {
  0: (shape: readonly number[]) => [u32(shape.length, ...shape)],
  1: (shape: readonly number[]) => [u32(0xf993fac8, shape.length), u64(...shape)],
  2: (shape: readonly number[]) => [u32(0xf993fac9, 0, shape.length), u64(...shape)],
} as const;

/** Arrays of float32 (type 0) on the CPU (device 1, number 0). */
export function mxnetParams(arrays: readonly Array32[], version: keyof typeof heads = 2): Buffer {
  const bodies = arrays.flatMap(({ shape, values }) => [...heads[version](shape), u32(1, 0, 0), Buffer.from(values)]);
  const names = arrays.flatMap(({ name }) => [u64(Buffer.byteLength(name)), Buffer.from(name)]);
  return Buffer.concat([u64(0x112, 0, arrays.length), ...bodies, u64(arrays.length), ...names]);
}
