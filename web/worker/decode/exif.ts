/** The orientation that Exif notes (a TIFF directory, TIFF 6.0 section 2), 1 to 8. */
import { photoKind } from '../../../src/image/kind.ts';
import { jpegParts } from './jpeg-file.ts';

const orientationTag = 274;
const littleEndian = 0x4949;

/** Of a JPEG; 1, which means as stored, for whatever says nothing. */
export function exifOrientation(bytes: Uint8Array<ArrayBuffer>): number {
  if (photoKind(bytes) !== 'jpeg') return 1;
  const { exif } = jpegParts(bytes);
  return exif === null ? 1 : orientationOf(exif);
}

function orientationOf(exif: Uint8Array): number {
  const view = new DataView(exif.buffer, exif.byteOffset, exif.byteLength);
  try {
    const little = view.getUint16(0) === littleEndian;
    const directory = view.getUint32(4, little);
    const count = view.getUint16(directory, little);
    for (let index = 0; index < count; index++) {
      const entry = directory + 2 + 12 * index;
      if (view.getUint16(entry, little) !== orientationTag) continue;
      const value = view.getUint16(entry + 8, little);
      return value >= 1 && value <= 8 ? value : 1;
    }
  } catch (error) {
    // Reading past the end of a damaged directory: it says nothing then.
    if (!(error instanceof RangeError)) throw error;
  }
  return 1;
}
