/** Applies EXIF's orientation, from 1 (as stored) to 8: how to rotate or mirror a picture so that it is upright. */
import { readAvif } from './avif/container.ts';
import { begins } from './begins.ts';
import { photoKind } from './kind.ts';
import type { Photo } from './photo.ts';
import { type Turn, undoTurn } from './turn.ts';

/** How the stored pixels were turned, by orientation (TIFF 6.0, section 8). */
const turns: Readonly<Record<number, Turn>> = {
  2: { quarterTurns: 0, mirror: 'left-right' },
  3: { quarterTurns: 2, mirror: 'none' },
  4: { quarterTurns: 0, mirror: 'top-bottom' },
  5: { quarterTurns: 1, mirror: 'top-bottom' },
  6: { quarterTurns: 1, mirror: 'none' },
  7: { quarterTurns: 1, mirror: 'left-right' },
  8: { quarterTurns: 3, mirror: 'none' },
};

const asStored = 1;

export function isOrientation(number: number): boolean {
  return number === asStored || number in turns;
}

/** Whether the picture is not upright as stored; a mirrored one may be. */
export function turnsUpsideDownOrAside(orientation: number): boolean {
  return (turns[orientation]?.quarterTurns ?? 0) !== 0 || turns[orientation]?.mirror === 'top-bottom';
}

/** The photo turned upright. */
export function turned(photo: Photo, orientation: number): Photo {
  const turn = turns[orientation];
  return turn === undefined ? photo : undoTurn(photo, turn);
}

/** The orientation of a file that can be decoded. 1 for TIFF and HEIC, whose decoders already turn the pixels. */
export function fileOrientation(bytes: Uint8Array): number {
  switch (photoKind(bytes)) {
    case 'jpeg':
      return exifOrientation(exifOfJpeg(bytes));
    case 'png':
      return exifOrientation(exifOfPng(bytes));
    case 'webp':
      return exifOrientation(exifOfWebp(bytes));
    case 'avif':
      return readAvif(bytes).orientation;
    default:
      return asStored;
  }
}

const exifPrefix = 'Exif\0\0';

function exifOfJpeg(bytes: Uint8Array): Uint8Array | null {
  const app1 = 0xe1;
  const startOfScan = 0xda;
  for (let at = 2; at + 4 <= bytes.length; ) {
    const marker = bytes[at + 1]!;
    // Stray bytes between segments, and fill bytes.
    if (bytes[at] !== 0xff || marker === 0xff || marker === 0) {
      at++;
      continue;
    }
    if (marker === startOfScan) return null;
    const end = at + 2 + bytes[at + 2]! * 256 + bytes[at + 3]!;
    if (marker === app1 && begins(bytes, exifPrefix, at + 4)) return bytes.subarray(at + 4 + exifPrefix.length, end);
    at = end;
  }
  return null;
}

function exifOfPng(bytes: Uint8Array): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    if (begins(bytes, 'eXIf', at + 4)) return bytes.subarray(at + 8, at + 8 + view.getUint32(at));
  }
  return null;
}

function exifOfWebp(bytes: Uint8Array): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (begins(bytes, 'EXIF', at)) return begins(data, exifPrefix) ? data.subarray(exifPrefix.length) : data;
    at += 8 + length + (length & 1);
  }
  return null;
}

const orientationTag = 274;
const littleEndian = 0x4949;
const entryLength = 12;
/** The types of a directory's values. */
const [short, long] = [3, 4];

/** @param exif a TIFF directory including its header; null for none. */
function exifOrientation(exif: Uint8Array | null): number {
  if (exif === null) return asStored;
  const view = new DataView(exif.buffer, exif.byteOffset, exif.byteLength);
  try {
    const little = view.getUint16(0) === littleEndian;
    const directory = view.getUint32(4, little);
    const count = view.getUint16(directory, little);
    for (let index = 0; index < count; index++) {
      const entry = directory + 2 + entryLength * index;
      if (view.getUint16(entry, little) !== orientationTag) continue;
      const type = view.getUint16(entry + 2, little);
      const value = type === short ? view.getUint16(entry + 8, little) : view.getUint32(entry + 8, little);
      return (type === short || type === long) && isOrientation(value) ? value : asStored;
    }
  } catch (error) {
    // A damaged directory that ends too early states no orientation.
    if (!(error instanceof RangeError)) throw error;
  }
  return asStored;
}
