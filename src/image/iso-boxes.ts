/** Reads the boxes that AVIF files consist of (ISO/IEC 14496-12, section 4.2). */

/** Boxes with version and flags have these 4 bytes first. */
export const fullHeader = 4;

export interface Box {
  readonly type: string;
  /** Where its contents begin, after the header. */
  readonly start: number;
  readonly end: number;
}

/** The consecutive boxes in bytes `start` to `end`. */
export function* boxes(view: DataView, start: number, end: number): Generator<Box> {
  let at = start;
  while (at + 8 <= end) {
    const type = String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + at + 4, 4));
    const size = view.getUint32(at);
    const header = size === 1 ? 16 : 8;
    // A size of 0 means up to the end; 1 means that a 64-bit size follows.
    const length = size === 0 ? end - at : size === 1 ? Number(view.getBigUint64(at + 8)) : size;
    if (length < header || at + length > end) return;
    yield { type, start: at + header, end: at + length };
    at += length;
  }
}

export function findBox(view: DataView, type: string, start: number, end: number): Box | undefined {
  for (const box of boxes(view, start, end)) if (box.type === type) return box;
  return undefined;
}
