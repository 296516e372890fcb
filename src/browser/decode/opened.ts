import type { DecodedPhoto } from '../../image/photo.ts';

/** A photo file whose header has been read. */
export interface Opened {
  readonly width: number;
  readonly height: number;
  /** @throws PhotoFault when the file is damaged. */
  decode(): Promise<DecodedPhoto>;
}
