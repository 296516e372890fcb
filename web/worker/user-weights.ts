/** Checkpoints that the user drops: converted as on the command line, and kept for the next visit. */
import { sha256Of } from '../../src/browser/sha256.ts';
import { forget, keep, kept } from '../../src/browser/storage.ts';
import { planConversion, writeConversion } from '../../src/convert/convert.ts';
import { describeConversion } from '../../src/convert/report.ts';
import { BlobSource } from '../../src/formats/blob-source.ts';
import { openTensorFile } from '../../src/formats/detect.ts';
import type { OpenModel } from './open-model.ts';

const keyOf = (model: string): string => `user/${model}`;

export interface Converted {
  readonly weights: OpenModel;
  /** The weights in the converted form. */
  readonly blob: Blob;
  /** For people, a line per fact. */
  readonly report: readonly string[];
}

/**
 * Reads a checkpoint of any known kind, detected from its content.
 * @throws HyperIqaError FORMAT, WEIGHTS when it is not one, or not whole.
 */
export async function convertUserWeights(blob: Blob, name: string): Promise<Converted> {
  const original = await openTensorFile(new BlobSource(name, blob));
  const sha256 = await sha256Of(blob);
  const conversion = await planConversion(original, { dtype: 'f32', sourceSha256: sha256 });
  const parts: Uint8Array<ArrayBuffer>[] = [];
  await writeConversion(conversion, { write: async (bytes) => void parts.push(bytes.slice()) });
  const converted = new Blob(parts);
  const weights = await opened(conversion.model, converted, { name, bytes: String(blob.size), sha256 });
  return { weights, blob: converted, report: describeConversion(conversion) };
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
  return found === null ? null : opened(model, found.blob, found.notes).catch(() => null);
}

export function forgetUserWeights(model: string): Promise<void> {
  return forget(keyOf(model));
}

async function opened(model: string, blob: Blob, notes: Readonly<Record<string, string>>): Promise<OpenModel> {
  const { name = 'weights', bytes, sha256 = '' } = notes;
  const file = await openTensorFile(new BlobSource(name, blob));
  return { model, file, name, bytes: Number(bytes), sha256, origin: 'user' };
}
