import type { DecodedPhoto } from './photo.ts';

/** A photo file whose header has been read. */
export interface OpenedPhoto {
  /** The size of the stored pixels, before any orientation is applied. */
  readonly width: number;
  readonly height: number;
  /** @throws PhotoFault when the pixels are damaged, incomplete, or of an unsupported kind. */
  decode(): Promise<DecodedPhoto>;
}
