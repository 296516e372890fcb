/** Where a network's weights come from: by name and shape, checked when the graph is built, read when a kernel packs them. */
import { HyperIqaError } from '../errors.ts';
import type { TensorFile } from '../formats/tensor-file.ts';
import { toFloat32 } from '../formats/to-float32.ts';
import { type Constant, elementCount, formatShape, type Shape } from '../graph/tensor.ts';
import { counted } from '../printable.ts';

export interface WeightSource {
  /** The tensor as a graph's constant. @throws HyperIqaError WEIGHTS when it is missing or of another shape or type. */
  constant(name: string, shape: Shape): Constant;
  /** A tensor's shape, for networks whose widths depend on the weights; undefined where it is missing. */
  shapeOf(name: string): Shape | undefined;
  /**
   * A property of the network that no shape shows, by a key that the model defines; undefined where the file does not state it.
   */
  fact(key: string): string | undefined;
}

/** Keys include a number for each file: an engine shares weights by key, and two checkpoints have the same names. */
const fileNumbers = new WeakMap<TensorFile, number>();
let filesSeen = 0;

function numberOf(file: TensorFile): number {
  const known = fileNumbers.get(file);
  if (known !== undefined) return known;
  fileNumbers.set(file, ++filesSeen);
  return filesSeen;
}

const readableTypes: readonly string[] = ['f32', 'f16', 'bf16'];

/** The tensors of a converted file; half floats are converted to float32 when they are read. */
export function weightsOf(file: TensorFile): WeightSource {
  const number = numberOf(file);
  return {
    shapeOf: (name) => file.tensors.get(name)?.shape,
    fact: (key) => file.metadata[key],
    constant(name, shape) {
      const tensor = file.tensors.get(name);
      const wanted = `The network needs the tensor '${name}' ${formatShape(shape)}`;
      const remedy = 'Convert the checkpoint again, and check that it belongs to this network.';
      if (tensor === undefined) {
        const found = `the weights hold ${counted(file.tensors.size, 'tensor')}, but not this one`;
        throw new HyperIqaError('WEIGHTS', `${wanted}; ${found}. ${remedy}`);
      }
      if (formatShape(tensor.shape) !== formatShape(shape) || !readableTypes.includes(tensor.dtype)) {
        const found = `the weights hold it as ${formatShape(tensor.shape)} of ${tensor.dtype}`;
        throw new HyperIqaError('WEIGHTS', `${wanted} of ${readableTypes.join(', ')}; ${found}. ${remedy}`);
      }
      const constant: Constant = { key: `${name}#${number}`, shape, read: () => toFloat32(tensor) };
      return tensor.dtype === 'f16' ? { ...constant, dtype: 'f16' } : constant;
    },
  };
}

/** A constant whose values are computed from others' when they are read; equal keys must mean the same computation. */
export function derived(
  key: string,
  shape: Shape,
  parts: readonly Constant[],
  make: (...values: readonly Float32Array[]) => Float32Array,
): Constant {
  return { key, shape, read: async () => make(...(await Promise.all(parts.map((part) => part.read())))) };
}

/** A range of the constant's first dimension. Float16 stays float16. */
export function rows(whole: Constant, from: number, to: number): Constant {
  const [, ...rest] = whole.shape;
  const length = elementCount(rest);
  const part = derived(`${whole.key} ${from} to ${to}`, [to - from, ...rest], [whole], (values) =>
    values.slice(from * length, to * length),
  );
  return whole.dtype === undefined ? part : { ...part, dtype: whole.dtype };
}

/** A constant's values times a factor, which its key includes: `NAME times FACTOR`. */
export function multiplied(constant: Constant, factor: number): Constant {
  return derived(`${constant.key} times ${factor}`, constant.shape, [constant], (values) =>
    values.map((v) => v * factor),
  );
}

/** Concatenates constants that differ only in their first dimension, along it. */
export function joined(parts: readonly Constant[]): Constant {
  if (parts.length === 1) return parts[0];
  const length = parts.reduce((sum, part) => sum + part.shape[0], 0);
  const shape = [length, ...parts[0].shape.slice(1)];
  const halves = parts.every((part) => part.dtype === 'f16');
  return {
    key: parts.map((part) => part.key).join(' + '),
    shape,
    ...(halves ? { dtype: 'f16' } : {}),
    async read() {
      const values = new Float32Array(elementCount(shape));
      let end = 0;
      for (const part of parts) {
        values.set(await part.read(), end);
        end += elementCount(part.shape);
      }
      return values;
    },
  };
}
