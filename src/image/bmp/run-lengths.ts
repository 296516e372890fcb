/**
 * Decodes the run lengths of bitmaps (RLE8, RLE4) to indices into the palette, as Pillow does: pixels given as they are may go
 * beyond their row, an odd one of two that share a byte is lost, and padding is even positions of the file.
 */
import { damaged } from '../photo-fault.ts';

const endOfLine = 0;
const endOfBitmap = 1;
const skip = 2;

/**
 * @param start the position of the first run.
 * @param isHalves whether a byte holds two pixels, the first in the higher bits.
 * @returns an index for each pixel; the first row is the one that is stored first.
 * @throws PhotoFault when the runs end before the last pixel.
 */
export function indicesOf(
  bytes: Uint8Array,
  start: number,
  { width, height }: { readonly width: number; readonly height: number },
  isHalves: boolean,
): Uint8Array {
  const indices = new Uint8Array(width * height);
  // The number of pixels so far, which may go beyond the end, and the place in the row up to which runs are cut off.
  let done = 0;
  let x = 0;
  let at = start;
  while (done < indices.length) {
    if (at + 1 >= bytes.length) throw endedEarly();
    const count = bytes[at]!;
    const value = bytes[at + 1]!;
    at += 2;
    if (count > 0) {
      const length = x + count > width ? Math.max(0, width - x) : count;
      if (isHalves) for (let i = 0; i < length; i++) indices[done + i] = i % 2 === 0 ? value >> 4 : value & 15;
      else indices.fill(value, done, done + length);
      done += length;
      x += length;
    } else if (value === endOfLine) {
      done = Math.ceil(done / width) * width;
      x = 0;
    } else if (value === endOfBitmap) {
      throw endedEarly();
    } else if (value === skip) {
      if (at + 1 >= bytes.length) throw endedEarly();
      done += bytes[at]! + bytes[at + 1]! * width;
      x = done % width;
      at += 2;
    } else {
      const size = isHalves ? value >> 1 : value;
      const plain = bytes.subarray(at, at + size);
      for (const byte of plain) {
        if (isHalves) indices[done++] = byte >> 4;
        indices[done++] = isHalves ? byte & 15 : byte;
      }
      if (plain.length < size && done < indices.length) throw endedEarly();
      x += value;
      at += size;
      at += at % 2;
    }
  }
  return indices;
}

function endedEarly() {
  return damaged('its run lengths end before its last pixel');
}
