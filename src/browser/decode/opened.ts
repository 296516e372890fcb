import type { DecodedPhoto } from '../../image/photo.ts';

/** A file whose header was read. */
export interface Opened {
  readonly width: number;
  readonly height: number;
  /** Throws PhotoFault. */
  decode(): Promise<DecodedPhoto>;
}
