import type { DecodedPhoto } from '../../image/photo.ts';

/** A file whose header was read. */
export interface OpenedPhoto {
  readonly width: number;
  readonly height: number;
  /** Throws PhotoFault. */
  decode(): Promise<DecodedPhoto>;
}

/** Opens the bytes of one format. Throws PhotoFault. */
export type OpenPhoto = (bytes: Uint8Array) => Promise<OpenedPhoto> | OpenedPhoto;
