/** The undistorted originals that the user chose, for metrics that compare. */
import { comparesWithReference } from '../../../src/models/model.ts';
import { findMetric } from '../../../src/models/registry.ts';
import type { NamedFile } from '../../protocol.ts';

export interface References {
  /** Of those of one name, the last chosen. */
  readonly files: readonly NamedFile[];
  /** Another one for every choice. */
  readonly version: number;
}

export const noReferences: References = { files: [], version: 0 };

export function chosenReferences(files: readonly NamedFile[], { version }: References): References {
  const byName = new Map(files.map((file) => [stem(file.name), file]));
  return { files: [...byName.values()], version: version + 1 };
}

/** One reference is that of every photo; of several, a photo's is the one of its name without folder and extension. */
export function referenceOf({ files }: References, photo: string): NamedFile | undefined {
  return files.length === 1 ? files[0] : files.find(({ name }) => stem(name) === stem(photo));
}

export function needsReference(metrics: readonly string[]): boolean {
  return metrics.map(findMetric).some((model) => model !== undefined && comparesWithReference(model));
}

function stem(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.[^.]*$/, '');
}
