/** The segments of a JPEG file before its picture (ITU-T T.81, annex B). */

export interface JpegParts {
  /** Contents of the segment that holds Exif, from its TIFF header on. */
  readonly exif: Uint8Array | null;
  /** The file without its APP1 segments, so that no decoder turns the picture. */
  readonly unturned: readonly Uint8Array<ArrayBuffer>[];
}

const startOfScan = 0xda;
const exifSegment = 0xe1;
const exifPrefix = 'Exif\0\0';

export function jpegParts(bytes: Uint8Array<ArrayBuffer>): JpegParts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let exif: Uint8Array | null = null;
  const unturned: Uint8Array<ArrayBuffer>[] = [];
  let keptFrom = 0;
  let at = 2;
  while (at + 4 <= bytes.length) {
    // Bytes between segments, and those that fill up.
    if (bytes[at] !== 0xff || bytes[at + 1] === 0xff || bytes[at + 1] === 0) {
      at++;
      continue;
    }
    const marker = bytes[at + 1]!;
    if (marker === startOfScan) break;
    const end = at + 2 + view.getUint16(at + 2);
    if (marker === exifSegment) {
      const contents = bytes.subarray(at + 4, end);
      if (String.fromCharCode(...contents.subarray(0, 6)) === exifPrefix) exif ??= contents.subarray(6);
      unturned.push(bytes.subarray(keptFrom, at));
      keptFrom = end;
    }
    at = end;
  }
  return { exif, unturned: [...unturned, bytes.subarray(keptFrom)] };
}
