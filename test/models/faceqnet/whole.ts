/** The fixture's whole Keras model, as the reader returns it. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { MemorySource } from '../../../src/formats/byte-source.ts';
import { openTensorFile } from '../../../src/formats/detect.ts';
import type { TensorFile } from '../../../src/formats/tensor-file.ts';

export async function wholeModel(): Promise<TensorFile> {
  const bytes = gunzipSync(readFileSync('test/models/faceqnet/whole.h5.gz'));
  return openTensorFile(new MemorySource('whole.h5', new Uint8Array(bytes)));
}
