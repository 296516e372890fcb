import { HyperIqaError } from '../errors.ts';
import type { Photo } from './photo.ts';
import type { Size } from './protocols/protocol.ts';

/** A frame of a clip. */
export interface Frame {
  /** Its number in the clip, from 0. */
  readonly index: number;
  /** When it is shown; null for frames in separate files. */
  readonly seconds: number | null;
  readonly photo: Photo;
  /** The path of a frame in a separate file. */
  readonly file?: string;
}

/**
 * Checks that frames from separate files have the same size.
 * @param first what the first frame is called in messages.
 * @returns a check to call for each frame. It throws HyperIqaError IMAGE for a size that differs from the first one's.
 */
export function oneSize(first: string): (frame: Size, name: string) => void {
  let size: string | null = null;
  return ({ width, height }, name) => {
    const found = `${width}x${height}`;
    size ??= found;
    if (found === size) return;
    throw new HyperIqaError(
      'IMAGE',
      `The frames of a clip must have the same size: ${name} has ${found}, ${first} has ${size}.`,
    );
  };
}
