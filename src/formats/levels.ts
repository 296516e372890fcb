/**
 * Weights stored as bytes with a scale and a minimum per tensor, a quarter of the size of float32. Readers return them as float32
 * tensors that still refer to their bytes, so that a converted file can store the bytes.
 */
import { HyperIqaError } from '../errors.ts';
import type { LevelStep, Levels, StoredTensor } from './tensor-file.ts';
import { bytesToFloat32 } from './to-float32.ts';

/** Appended to a tensor's name for its scale and minimum in a safetensors file: an F64 tensor [2]. */
const stepSuffix = '.step';

/** Computed in double precision and rounded once, as TensorFlow.js does. */
export function widened(levels: Uint8Array | Uint16Array, { scale, min }: LevelStep): Uint8Array {
  const values = new Float32Array(levels.length);
  // A loop: `Float32Array.from` takes twenty times as long, for millions of weights at every start.
  for (let i = 0; i < values.length; i++) values[i] = levels[i]! * scale + min;
  return new Uint8Array(values.buffer);
}

/** A float32 tensor whose values are computed from its bytes. */
export function ofLevels(name: string, shape: readonly number[], levels: Levels): StoredTensor {
  const read = async () => {
    const [bytes, step] = await Promise.all([levels.read(), levels.step()]);
    return widened(bytes, step);
  };
  return { name, shape, dtype: 'f32', read, levels };
}

/** The two tensors by which a safetensors file represents a quantised one: its bytes, and its scale and minimum. */
export function levelTensors(name: string, shape: readonly number[], levels: Levels): readonly StoredTensor[] {
  const step = async () => {
    const { scale, min } = await levels.step();
    return new Uint8Array(Float64Array.of(scale, min).buffer);
  };
  return [
    { name, shape, dtype: 'u8', read: () => levels.read() },
    { name: name + stepSuffix, shape: [2], dtype: 'f64', read: step },
  ];
}

/**
 * The tensors of a safetensors file, with each pair of `levelTensors` joined to one float32 tensor. Reading the values throws
 * FORMAT where scale or minimum is not finite.
 */
export function joinLevels(tensors: ReadonlyMap<string, StoredTensor>): ReadonlyMap<string, StoredTensor> {
  const joined = new Map(tensors);
  for (const { name, shape, dtype, read } of tensors.values()) {
    const step = tensors.get(name + stepSuffix);
    if (dtype !== 'u8' || step?.dtype !== 'f64' || step.shape.length !== 1 || step.shape[0] !== 2) continue;
    joined.delete(step.name);
    joined.set(name, ofLevels(name, shape, { read, step: () => readStep(step) }));
  }
  return joined;
}

async function readStep(tensor: StoredTensor): Promise<LevelStep> {
  const bytes = await tensor.read();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [scale, min] = [view.getFloat64(0, true), view.getFloat64(8, true)];
  const values = bytesToFloat32(new Uint8Array(Float64Array.of(min, min + 255 * scale).buffer), 'f64');
  if (!values.every((value) => Number.isFinite(value))) {
    throw new HyperIqaError(
      'FORMAT',
      `${tensor.name}: the scale ${scale} and the minimum ${min} give values that float32 does not hold.`,
    );
  }
  return { scale, min };
}
