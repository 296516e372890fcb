/** Explains files that are not supported photos. Separate from kind.ts, since pages load it only for such a file. */
import { isoBrands, type PhotoKind, photoKind } from './kind.ts';
import { otherKind } from './other-kinds.ts';
import { foreign } from './photo-fault.ts';

export const readableFormats = 'JPEG, PNG, WebP, AVIF, TIFF, GIF or BMP';

/** @throws PhotoFault that says what the file is instead, and what to do. */
export function knownPhotoKind(bytes: Uint8Array): PhotoKind {
  const kind = photoKind(bytes);
  if (kind !== null) return kind;
  const none = `it is not ${readableFormats}, and its first bytes are of no other known kind`;
  throw foreign(otherKind(bytes, isoBrands(bytes)) ?? none);
}
