import { HyperIqaError } from '../../errors.ts';
import type { Photo } from '../../image/photo.ts';
import { type DecodeOptions, decodePhoto } from '../../platform/decode.ts';
import { say } from '../terminal.ts';

/** Decodes a photo of a finished study; returns null, with a message, where it can no longer be read. */
export async function photoOrNull(path: string, decoding: DecodeOptions, wantedFor: string): Promise<Photo | null> {
  try {
    return await decodePhoto(path, decoding);
  } catch (error) {
    if (!(error instanceof HyperIqaError)) throw error;
    say(`${wantedFor}: ${error.message}`);
    return null;
  }
}
