import type { TensorFile } from '../formats/tensor-file.ts';
import { findModel } from '../models/registry.ts';

/** Safetensors files of other programs have names and metadata of their own: only one that names a model is converted. */
export function isConverted({ format, metadata }: TensorFile): boolean {
  return format === 'safetensors' && metadata.model !== undefined && findModel(metadata.model) !== undefined;
}
