/** Stores weights that the user provided, in converted form, for the next visit. */
import { forget, keep, kept } from '../../src/browser/storage.ts';
import { BlobSource } from '../../src/formats/blob-source.ts';
import { openSafetensors } from '../../src/formats/safetensors.ts';
import type { OpenModel } from './open-model.ts';

const keyOf = (model: string): string => `user/${model}`;

export interface Converted {
  readonly weights: OpenModel;
  /** The weights in converted form. */
  readonly blob: Blob;
}

/** Stores the weights for later visits. Returns whether the browser stored them. */
export function keepUserWeights({ weights, blob }: Converted): Promise<boolean> {
  const { model, name, bytes, sha256, report = [] } = weights;
  return keep(keyOf(model), blob, { name, bytes: String(bytes), sha256, report: report.join('\n') });
}

/** The weights that an earlier visit converted; null when there are none. */
export async function keptUserWeights(model: string): Promise<OpenModel | null> {
  const found = await kept(keyOf(model));
  // What another version of the page stored may be unreadable to this one.
  return found === null ? null : openConverted(model, found.blob, found.notes).catch(() => null);
}

export function forgetUserWeights(model: string): Promise<void> {
  return forget(keyOf(model));
}

/** @param notes what was stored with the blob. */
export async function openConverted(
  model: string,
  blob: Blob,
  notes: Readonly<Record<string, string>>,
): Promise<OpenModel> {
  const { name = 'weights', bytes, sha256 = '', report } = notes;
  const file = await openSafetensors(new BlobSource(name, blob));
  return { model, file, name, bytes: Number(bytes), sha256, origin: 'user', report: report?.split('\n') };
}
