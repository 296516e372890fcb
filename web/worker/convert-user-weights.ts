/** Converts checkpoints that users provide, as on the command line. Loaded with the first one. */
import { sha256Of } from '../../src/browser/sha256.ts';
import { planConversion, writeConversion } from '../../src/convert/convert.ts';
import { describeConversion } from '../../src/convert/report.ts';
import { BlobSource } from '../../src/formats/blob-source.ts';
import { openTensorFile } from '../../src/formats/detect.ts';
import { type Converted, openConverted } from './kept-weights.ts';

/**
 * Reads a checkpoint of any known kind, detected from its content.
 * @throws HyperIqaError FORMAT, WEIGHTS when it is not one, or incomplete.
 */
export async function convertUserWeights(blob: Blob, name: string): Promise<Converted> {
  const original = await openTensorFile(new BlobSource(name, blob));
  const sha256 = await sha256Of(blob);
  const conversion = await planConversion(original, { dtype: 'f32', sourceSha256: sha256 });
  const parts: Uint8Array<ArrayBuffer>[] = [];
  await writeConversion(conversion, { write: async (bytes) => void parts.push(bytes.slice()) });
  const converted = new Blob(parts);
  const weights = await openConverted(conversion.model, converted, { name, bytes: String(blob.size), sha256 });
  return { weights, blob: converted, report: describeConversion(conversion) };
}
