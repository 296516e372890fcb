/** Whether an AVIF's table of items' places (box `iloc`, ISO/IEC 14496-12, section 8.11.3) holds what it announces. */
import { findBox, fullHeader } from './iso-boxes.ts';

/**
 * Decoders make room for as many items and extents as the table counts before they read them; a count that the box is
 * too short for takes hundreds of megabytes.
 */
export function locationsFit(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const meta = findBox(view, 'meta', 0, view.byteLength);
  const box = meta && findBox(view, 'iloc', meta.start + fullHeader, meta.end);
  if (box === undefined) return true;
  try {
    return tableEnd(view, box.start, box.end) <= box.end;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Where the table ends by its own counts; no further than the first item that leaves the box. */
function tableEnd(view: DataView, start: number, end: number): number {
  const version = view.getUint8(start);
  const sizes = view.getUint16(start + fullHeader);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version > 0 ? sizes & 15 : 0;
  const wide = version >= 2;
  let at = start + fullHeader + 2;
  const items = wide ? view.getUint32(at) : view.getUint16(at);
  at += wide ? 4 : 2;
  for (let item = 0; item < items && at <= end; item++) {
    at += (wide ? 4 : 2) + (version > 0 ? 2 : 0) + 2 + baseSize;
    const extents = view.getUint16(at);
    at += 2 + extents * (indexSize + offsetSize + lengthSize);
  }
  return at;
}
