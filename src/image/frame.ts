import { HyperIqaError } from '../errors.ts';
import type { Photo } from './photo.ts';
import type { Size } from './protocols/protocol.ts';

/** A frame of a clip. */
export interface Frame {
  /** Its number in the clip; the first is 0. */
  readonly index: number;
  /** When it is shown; null for frames that lie in files of their own. */
  readonly seconds: number | null;
  readonly photo: Photo;
}

/**
 * Checks that frames which are not of one video have one size.
 * @param first what the first frame is called in messages.
 * @returns a check of each frame in turn. @throws HyperIqaError IMAGE for another size than the first one's.
 */
export function oneSize(first: string): (frame: Size, name: string) => void {
  let size: string | null = null;
  return ({ width, height }, name) => {
    const found = `${width}x${height}`;
    size ??= found;
    if (found === size) return;
    throw new HyperIqaError('IMAGE', `Frames of a clip have one size: ${name} has ${found}, ${first} ${size}.`);
  };
}
