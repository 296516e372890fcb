/** Converts checkpoints that users provide, as on the command line. Loaded with the first one. */
import { sha256Of } from '../../src/browser/sha256.ts';
import { planConversionOf, writeConversion } from '../../src/convert/convert.ts';
import { groupedByModel, type NamedFile as OpenFile } from '../../src/convert/parts.ts';
import { describeConversion } from '../../src/convert/report.ts';
import { BlobSource } from '../../src/formats/blob-source.ts';
import { openTensorFile } from '../../src/formats/detect.ts';
import type { NamedFile } from '../protocol.ts';
import { type Converted, openConverted } from './kept-weights.ts';

interface Opened extends OpenFile {
  readonly blob: Blob;
}

/**
 * Reads checkpoints of any known kind, detected from their content. Files that are parts of one model are combined.
 * @throws HyperIqaError FORMAT, WEIGHTS when a file is not a checkpoint, or is incomplete.
 */
export async function convertUserWeights(files: readonly NamedFile[]): Promise<readonly Converted[]> {
  const opened: Opened[] = [];
  for (const { file: blob, name } of files) {
    opened.push({ name, blob, file: await openTensorFile(new BlobSource(name, blob)) });
  }
  const converted: Converted[] = [];
  for (const group of await groupedByModel(opened)) {
    converted.push(await convert(opened.filter((each) => group.includes(each))));
  }
  return converted;
}

async function convert(parts: readonly Opened[]): Promise<Converted> {
  const name = parts.map((part) => part.name).join(' and ');
  const bytes = parts.reduce((sum, part) => sum + part.blob.size, 0);
  const digests: string[] = [];
  for (const part of parts) digests.push(await sha256Of(part.blob));
  const sha256 = digests.join(' ');
  const conversion = await planConversionOf(parts, { dtype: 'f32', sourceSha256: sha256 });
  const written: Uint8Array<ArrayBuffer>[] = [];
  await writeConversion(conversion, { write: async (bytes) => void written.push(bytes.slice()) });
  const blob = new Blob(written);
  const report = describeConversion(conversion).join('\n');
  return { weights: await openConverted(conversion.model, blob, { name, bytes: String(bytes), sha256, report }), blob };
}
