/** Tensors of frameworks that order their axes otherwise. */
import { elementCount } from '../formats/element-count.ts';
import { bytesPerElement, type StoredTensor } from '../formats/tensor-file.ts';

/**
 * The tensor with its axes in another order: axis i is the file's axis `axes[i]`. One of another number of axes stays as it
 * is, since it is not what was expected anyway; so does every tensor where no order is given.
 */
export function reordered(tensor: StoredTensor, axes: readonly number[] | undefined): StoredTensor {
  if (axes === undefined || axes.length !== tensor.shape.length) return tensor;
  const shape = axes.map((axis) => tensor.shape[axis]!);
  const strides = axes.map((axis) => elementCount(tensor.shape.slice(axis + 1))!);
  const moved = (from: Uint8Array, size: number): Uint8Array => {
    const to = new Uint8Array(from.length);
    const index = new Array<number>(shape.length).fill(0);
    let place = 0;
    for (let offset = 0; offset < to.length; offset += size) {
      for (let byte = 0; byte < size; byte++) to[offset + byte] = from[place * size + byte]!;
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        place += strides[axis]!;
        index[axis]!++;
        if (index[axis]! < shape[axis]!) break;
        place -= strides[axis]! * shape[axis]!;
        index[axis] = 0;
      }
    }
    return to;
  };
  const read = async () => moved(await tensor.read(), bytesPerElement[tensor.dtype]);
  const { levels } = tensor;
  if (levels === undefined) return { ...tensor, shape, read };
  const readLevels = async () => moved(await levels.read(), 1);
  return { ...tensor, shape, read, levels: { read: readLevels, step: () => levels.step() } };
}
