/** Reads a TIFF's orientation (TIFF 6.0, section 8), as Pillow does. */
import { isOrientation } from '../orientation.ts';
import type { Directory } from './directory.ts';

/** 1 to 8. Pillow ignores a tag that is stored as a byte, and then the XMP packet as well. */
export function readOrientation(directory: Directory): number {
  const orientation = directory.has('orientation')
    ? directory.widerThanByte('orientation')
    : orientationOfXmp(directory);
  return orientation !== null && isOrientation(orientation) ? orientation : 1;
}

/** Long packets are searched in pieces, which overlap by more than the length of the pattern. */
const pieceLength = 1 << 16;
const overlap = 32;

function orientationOfXmp(directory: Directory): number | null {
  const packet = directory.octets('xmp') ?? new Uint8Array(0);
  for (let at = 0; at < packet.length; at += pieceLength - overlap) {
    const piece = new TextDecoder('latin1').decode(packet.subarray(at, at + pieceLength));
    const found = /tiff:Orientation(?:="|>)([0-9])/.exec(piece);
    if (found !== null) return Number(found[1]);
  }
  return null;
}
