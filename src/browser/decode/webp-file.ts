/** Reads a WebP's header (RFC 9649). */
import { damaged } from '../../image/photo-fault.ts';

export interface WebpFile {
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
  readonly isAnimated: boolean;
}

/** @throws PhotoFault when the file is shorter than it says, or begins with an unknown chunk. */
export function readWebp(bytes: Uint8Array): WebpFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 30 || view.getUint32(4, true) + 8 > bytes.length)
    throw damaged('it is shorter than its header says');
  const chunk = String.fromCharCode(...bytes.subarray(12, 16));
  const uint24 = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  switch (chunk) {
    case 'VP8X':
      return {
        ...{ width: uint24(24) + 1, height: uint24(27) + 1 },
        ...{ hasAlpha: (bytes[20]! & 0x10) !== 0, isAnimated: (bytes[20]! & 0x02) !== 0 },
      };
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return {
        width: (bits & 0x3fff) + 1,
        height: ((bits >>> 14) & 0x3fff) + 1,
        hasAlpha: (bits & 0x10000000) !== 0,
        isAnimated: false,
      };
    }
    case 'VP8 ':
      return {
        width: view.getUint16(26, true) & 0x3fff,
        height: view.getUint16(28, true) & 0x3fff,
        hasAlpha: false,
        isAnimated: false,
      };
    default:
      throw damaged('it begins with an unknown chunk');
  }
}
