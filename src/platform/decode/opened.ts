import type { DecodedPhoto } from '../../image/photo.ts';

/** A photo file whose header has been read. */
export interface OpenedPhoto {
  readonly width: number;
  readonly height: number;
  /** @throws PhotoFault when the file is damaged. */
  decode(): Promise<DecodedPhoto>;
}

/** Opens the bytes of one format. @throws PhotoFault when they are damaged or of an unsupported kind. */
export type OpenPhoto = (bytes: Uint8Array) => Promise<OpenedPhoto> | OpenedPhoto;
