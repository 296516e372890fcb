import type { TensorFile } from '../formats/tensor-file.ts';
import { findModel } from '../models/registry.ts';
import { planConversion, requireWhole } from './convert.ts';

/**
 * The file as the models read it: one that is not converted yet is converted as its tensors are read. A safetensors file
 * of another program's has names and metadata of its own, so only one that names its model counts as converted.
 * @throws HyperIqaError WEIGHTS when it holds no known model, or not a whole one.
 */
export async function converted(file: TensorFile): Promise<TensorFile> {
  const { model } = file.metadata;
  if (file.format === 'safetensors' && model !== undefined && findModel(model) !== undefined) return file;
  const conversion = await planConversion(file, { dtype: 'f32', sourceSha256: '' });
  requireWhole(conversion);
  const { metadata, tensors } = conversion;
  return { format: 'safetensors', metadata, tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])) };
}
