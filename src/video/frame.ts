import type { Photo } from '../image/photo.ts';

/** A frame of a clip. */
export interface Frame {
  /** Its number in the clip; the first is 0. */
  readonly index: number;
  /** When it is shown; null for frames that lie in files of their own. */
  readonly seconds: number | null;
  readonly photo: Photo;
}
