/** Finds the weights that are installed, for models whose weights are not given. */
import type { Model } from '../models/model.ts';
import { findPackageFile } from '../platform/package-root.ts';

export const weightsFolder = 'weights';

/** The path of a checkpoint's converted file in the working folder or in the package; null when it is in neither. */
export async function findCheckpoint(file: string | null): Promise<string | null> {
  return file === null ? null : findPackageFile(`${weightsFolder}/${file}`);
}

/** The path of the first of the model's checkpoints whose converted file exists; null when there is none. */
export async function defaultWeights({ checkpoints }: Model): Promise<string | null> {
  for (const { file } of checkpoints) {
    const found = await findCheckpoint(file);
    if (found !== null) return found;
  }
  return null;
}
