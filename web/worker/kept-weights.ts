/** Weights that the user dropped and that were converted: kept for the next visit. */
import { forget, keep, kept } from '../../src/browser/storage.ts';
import { BlobSource } from '../../src/formats/blob-source.ts';
import { openSafetensors } from '../../src/formats/safetensors.ts';
import type { OpenModel } from './open-model.ts';

const keyOf = (model: string): string => `user/${model}`;

export interface Converted {
  readonly weights: OpenModel;
  /** The weights in the converted form. */
  readonly blob: Blob;
  /** For people, a line per fact. */
  readonly report: readonly string[];
}

/** For later visits. Resolves to whether the browser took them. */
export function keepUserWeights({ weights, blob }: Converted): Promise<boolean> {
  const { model, name, bytes, sha256 } = weights;
  return keep(keyOf(model), blob, { name, bytes: String(bytes), sha256 });
}

/** What an earlier visit converted; null when there is nothing. */
export async function keptUserWeights(model: string): Promise<OpenModel | null> {
  const found = await kept(keyOf(model));
  // What another version of the page kept may be unreadable to this one.
  return found === null ? null : openConverted(model, found.blob, found.notes).catch(() => null);
}

export function forgetUserWeights(model: string): Promise<void> {
  return forget(keyOf(model));
}

/** @param notes what was kept beside the blob. */
export async function openConverted(
  model: string,
  blob: Blob,
  notes: Readonly<Record<string, string>>,
): Promise<OpenModel> {
  const { name = 'weights', bytes, sha256 = '' } = notes;
  const file = await openSafetensors(new BlobSource(name, blob));
  return { model, file, name, bytes: Number(bytes), sha256, origin: 'user' };
}
