import type { TensorFile } from '../formats/tensor-file.ts';
import { planConversion, requireWhole } from './convert.ts';
import { modelOfConverted } from './model-of-converted.ts';

/**
 * The file as the models read it; a file that is not yet converted is converted while its tensors are read.
 * @throws HyperIqaError WEIGHTS when it holds no known model, or an incomplete one.
 */
export async function converted(file: TensorFile): Promise<TensorFile> {
  if ((await modelOfConverted(file)) !== undefined) return file;
  const conversion = await planConversion(file, { dtype: 'f32', sourceSha256: '' });
  requireWhole(conversion);
  const { metadata, tensors } = conversion;
  return { format: 'safetensors', metadata, tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])) };
}
