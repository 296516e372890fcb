/** The undistorted originals that the user chose, for metrics that compare. */
import { photoKind } from '../../../src/image/kind.ts';
import { comparesWithReference } from '../../../src/models/metric.ts';
import { findMetric } from '../../../src/models/registry.ts';
import type { NamedFile, ReferenceFault } from '../../protocol.ts';
import { count } from '../format.ts';
import { failureOf, type PhotoEntry } from './photo.ts';

export interface References {
  readonly files: readonly NamedFile[];
  /** A different number for every choice. */
  readonly version: number;
}

export const noReferences: References = { files: [], version: 0 };

export function chosenReferences(files: readonly NamedFile[], { version }: References): References {
  return { files, version: version + 1 };
}

/** As many bytes as tell the kind of a file. */
const headLength = 4096;

/** Tells photos from other files by their content. */
export async function photosAmong(
  files: readonly NamedFile[],
): Promise<{ readonly photos: readonly NamedFile[]; readonly others: readonly NamedFile[] }> {
  const photos: NamedFile[] = [];
  const others: NamedFile[] = [];
  for (const named of files) {
    // A file that has been moved meanwhile cannot be read.
    const head = await named.file
      .slice(0, headLength)
      .arrayBuffer()
      .catch(() => new ArrayBuffer(0));
    (photoKind(new Uint8Array(head)) === null ? others : photos).push(named);
  }
  return { photos, others };
}

/** Says that these files were refused; at least one. */
export function notReferences([{ name }, ...others]: readonly NamedFile[]): string {
  if (others.length === 0) return `${name} is not a photo, so it cannot be a reference.`;
  return `${name} and ${count(others.length, 'other file')} are not photos, so they cannot be references.`;
}

/**
 * A single reference applies to every photo; of several, a photo's is the one of the same name, ignoring folder and extension.
 */
export function referenceOf({ files }: References, photo: string): NamedFile | ReferenceFault | undefined {
  if (files.length <= 1) return files.at(0);
  const [reference, ...others] = files.filter(({ name }) => stem(name) === stem(photo));
  if (reference === undefined) {
    return { fault: `${photo} has no reference: none of the ${files.length} chosen ones is named ${stem(photo)}.` };
  }
  if (others.length === 0) return reference;
  const list = [reference, ...others].map(({ name }) => name).join(', ');
  return { fault: `${photo} has several references: ${list}; choose only one of them.` };
}

/** Whether a metric gave the photo no score because its reference is missing, ambiguous or of another size. */
export function lacksReference(status: PhotoEntry['status']): boolean {
  if (failureOf(status)?.error.code === 'REFERENCE') return true;
  const { value } = status;
  return value.kind === 'scored' && value.result.failures.some(({ code }) => code === 'REFERENCE');
}

export function needsReference(metrics: readonly string[]): boolean {
  return metrics.map(findMetric).some((model) => model !== undefined && comparesWithReference(model));
}

function stem(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.[^.]*$/, '');
}
