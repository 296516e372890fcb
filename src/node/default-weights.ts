/** The weights that are here without being named. */
import type { Model } from '../models/model.ts';
import { findPackageFile } from '../platform/package-root.ts';

export const weightsFolder = 'weights';

/** The converted file of a checkpoint in the working folder or in the package, if it is here. */
export async function findCheckpoint(file: string | null): Promise<string | null> {
  return file === null ? null : findPackageFile(`${weightsFolder}/${file}`);
}

/** The converted file of the model's first checkpoint that is here. */
export async function defaultWeights({ checkpoints }: Model): Promise<string | null> {
  for (const { file } of checkpoints) {
    const found = await findCheckpoint(file);
    if (found !== null) return found;
  }
  return null;
}
