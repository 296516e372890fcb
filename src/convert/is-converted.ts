import type { TensorFile } from '../formats/tensor-file.ts';
import { findModel } from '../models/registry.ts';

/**
 * Whether the file was written by `convert`. Other programs' safetensors files have names and metadata of their own; only
 * converted ones name a model.
 */
export function isConverted({ format, metadata }: TensorFile): boolean {
  return format === 'safetensors' && metadata.model !== undefined && findModel(metadata.model) !== undefined;
}
