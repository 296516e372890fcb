import type { TensorFile } from '../formats/tensor-file.ts';
import type { Model } from '../models/model.ts';
import { modelNamed } from '../models/named.ts';

/**
 * The model of a file that `convert` wrote; undefined for other files. Other programs' safetensors files have names and metadata of
 * their own; only converted ones name a model.
 * @throws HyperIqaError DOWNLOAD when the registry is needed and cannot be loaded.
 */
export async function modelOfConverted({ format, metadata: { model } }: TensorFile): Promise<Model | undefined> {
  return format === 'safetensors' && model !== undefined ? modelNamed(model) : undefined;
}
