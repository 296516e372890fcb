import { HyperIqaError } from '../errors.ts';
import { openTensorFile } from '../formats/detect.ts';
import type { ByteSource, TensorFile } from '../formats/tensor-file.ts';
import type { Model } from '../models/model.ts';
import { findModel, models } from '../models/registry.ts';
import { converted } from './converted.ts';

/** A model and its weights, converted or converted as they are read. */
export interface ModelWeights {
  readonly model: Model;
  /** Reads from the source, which stays open as long. */
  readonly file: TensorFile;
}

/**
 * A converted file, or an original checkpoint, which is then converted as it is read. The file says itself whose weights
 * it holds.
 * @throws HyperIqaError FORMAT, WEIGHTS when it is not what it should be; the source is closed then.
 */
export async function weightsIn(source: ByteSource): Promise<ModelWeights> {
  try {
    const file = await converted(await openTensorFile(source));
    const name = file.metadata.model ?? '';
    const model = findModel(name);
    if (model !== undefined) return { model, file };
    const known = models.map((each) => each.name).join(', ');
    throw new HyperIqaError(
      'WEIGHTS',
      `${source.name}: weights of ${name}, which is not known here; known are ${known}.`,
    );
  } catch (error) {
    await source.close();
    throw error;
  }
}
