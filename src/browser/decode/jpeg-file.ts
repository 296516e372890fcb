/** The segments of a JPEG file before its first scan (ITU-T T.81, annex B). */

const startOfScan = 0xda;
const exifSegment = 0xe1;

/** The file without its APP1 segments, which hold Exif, so that no decoder turns the picture. */
export function unturned(bytes: Uint8Array<ArrayBuffer>): readonly Uint8Array<ArrayBuffer>[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array<ArrayBuffer>[] = [];
  let keptFrom = 0;
  let at = 2;
  while (at + 4 <= bytes.length) {
    // Stray bytes between segments, and fill bytes.
    if (bytes[at] !== 0xff || bytes[at + 1] === 0xff || bytes[at + 1] === 0) {
      at++;
      continue;
    }
    const marker = bytes[at + 1]!;
    if (marker === startOfScan) break;
    const end = at + 2 + view.getUint16(at + 2);
    if (marker === exifSegment) {
      kept.push(bytes.subarray(keptFrom, at));
      keptFrom = end;
    }
    at = end;
  }
  return [...kept, bytes.subarray(keptFrom)];
}
