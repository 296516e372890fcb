import { createHash } from 'node:crypto';
import { decodePhotoBytes } from '../../src/platform/decode.ts';
import { fault, judgeError, type Outcome } from './judge.ts';

/** Small, so that a mutant that claims a huge photo is refused and not decoded. */
const maxPixels = 4e6;

/** Decodes twice: the pixels must be the same. An accepted photo's detail is its size and the sum of its pixels. */
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
