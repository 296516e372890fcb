/** Opens weights for use, whether the file is converted or an original checkpoint. */
import { looksLikeSafetensors, openSafetensors } from '../formats/safetensors.ts';
import type { ByteSource, TensorFile } from '../formats/tensor-file.ts';
import type { Model } from '../models/model.ts';
import { modelOfConverted } from './model-of-converted.ts';

/** A model and its weights, which are converted while they are read if necessary. */
export interface ModelWeights {
  readonly model: Model;
  /** Reads from the source, which must stay open as long. */
  readonly file: TensorFile;
}

/**
 * Opens a converted file, or an original checkpoint, which is converted while it is read. The model is recognised from the file.
 * @throws HyperIqaError FORMAT, WEIGHTS when it is neither; the source is then closed.
 */
export async function weightsIn(source: ByteSource): Promise<ModelWeights> {
  try {
    return (await convertedFile(source)) ?? (await convertedOriginal(source));
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** Returns null for a file that is not converted. */
async function convertedFile(source: ByteSource): Promise<ModelWeights | null> {
  if (!looksLikeSafetensors(await source.read(0, Math.min(source.size, 9)))) return null;
  const file = await openSafetensors(source);
  const model = await modelOfConverted(file);
  return model === undefined ? null : { model, file };
}

/** The converter and the other formats' readers are loaded only for an original checkpoint; most runs need none of them. */
async function convertedOriginal(source: ByteSource): Promise<ModelWeights> {
  const [{ openTensorFile }, { converted }] = await Promise.all([
    import('../formats/detect.ts'),
    import('./converted.ts'),
  ]);
  const file = await converted(await openTensorFile(source));
  return { model: (await modelOfConverted(file))!, file };
}
