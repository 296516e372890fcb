import { createHash } from 'node:crypto';
import { decodePhotoBytes } from '../../src/platform/decode.ts';
import { fault, judgeError, type Outcome } from './judge.ts';

/** A low limit, so that a mutant that states a huge size is refused instead of decoded. */
const maxPixels = 4e6;

/** Decodes twice, and compares the pixels. The detail of an accepted photo is its size and the SHA-256 digest of its pixels. */
export async function examinePhoto(bytes: Uint8Array): Promise<Outcome> {
  try {
    const first = await decode(bytes);
    const second = await decode(bytes);
    return first === second ? { verdict: 'accepted', detail: first } : fault('unstable', 'two decodes differ');
  } catch (error) {
    return judgeError(error);
  }
}

async function decode(bytes: Uint8Array): Promise<string> {
  const { width, height, data } = await decodePhotoBytes(bytes, 'mutant', { maxPixels });
  if (data.length !== width * height * 3) throw new Error(`${data.length} values for ${width}x${height} pixels`);
  return `${width}x${height} ${createHash('sha256').update(data).digest('hex')}`;
}
