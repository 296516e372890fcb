import type { TensorFile } from '../formats/tensor-file.ts';
import { planConversion } from './convert.ts';

/**
 * The file as the models read it: one that is not converted yet is converted as its tensors are read.
 * @throws HyperIqaError WEIGHTS when it holds no known model.
 */
export function converted(file: TensorFile): TensorFile {
  if (file.format === 'safetensors') return file;
  const { metadata, tensors } = planConversion(file, { dtype: 'f32', sourceSha256: '' });
  return { format: 'safetensors', metadata, tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])) };
}
