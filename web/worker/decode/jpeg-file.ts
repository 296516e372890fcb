/** What stands in a JPEG file beside its pixels (ITU-T T.81, annex B). */

export interface JpegFile {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 colour, 4 inks. */
  readonly components: number;
  /** Contents of the segment that holds Exif, from its TIFF header on. */
  readonly exif: Uint8Array | null;
  /** The file without its Exif, so that no decoder turns the picture. */
  readonly unturned: readonly Uint8Array<ArrayBuffer>[];
}

const startOfScan = 0xda;
const endOfImage = 0xd9;
const exifSegment = 0xe1;
const exifPrefix = 'Exif\0\0';

/** Whether the marker starts a frame: SOF0 to SOF15, but for the three numbers in that range that mean other things. */
function startsFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** A marker without a length: TEM, RST0 to RST7. */
function standsAlone(marker: number): boolean {
  return marker === 1 || (marker >= 0xd0 && marker <= 0xd7);
}

/** Throws an error that says what is missing when the file has no frame, or ends before its end marker. */
export function readJpeg(bytes: Uint8Array<ArrayBuffer>): JpegFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let frame: Pick<JpegFile, 'width' | 'height' | 'components'> | null = null;
  let exif: Uint8Array | null = null;
  const unturned: Uint8Array<ArrayBuffer>[] = [];
  let keptFrom = 0;
  let at = 2;
  for (;;) {
    while (at < bytes.length && bytes[at] !== 0xff) at++;
    while (bytes[at] === 0xff) at++;
    const marker = bytes[at++];
    if (marker === undefined) throw new Error('it ends before its end marker');
    if (marker === endOfImage) break;
    // A zero after 0xff is data.
    if (marker === 0 || standsAlone(marker)) continue;
    if (at + 2 > bytes.length) throw new Error('it ends within a segment');
    const end = at + view.getUint16(at);
    if (end > bytes.length) throw new Error('it ends within a segment');
    if (startsFrame(marker) && frame === null) {
      frame = { height: view.getUint16(at + 3), width: view.getUint16(at + 5), components: bytes[at + 7]! };
    }
    if (marker === exifSegment) {
      const contents = bytes.subarray(at + 2, end);
      if (String.fromCharCode(...contents.subarray(0, 6)) === exifPrefix) exif ??= contents.subarray(6);
      unturned.push(bytes.subarray(keptFrom, at - 2));
      keptFrom = end;
    }
    if (marker === startOfScan && frame === null) throw new Error('its size is missing');
    at = end;
  }
  if (frame === null) throw new Error('it holds no picture');
  unturned.push(bytes.subarray(keptFrom, at));
  return { ...frame, exif, unturned };
}
