/** A TIFF's first directory (TIFF 6.0, section 2). */

const littleEndian = 0x4949;
const entryLength = 12;
/** Of a value of each type, from type 0. */
const typeLengths = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];

/** Whether the directory and all values that it refers to lie within the file. */
export function directoryIsWhole(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const little = view.getUint16(0) === littleEndian;
    const start = view.getUint32(4, little) + 2;
    const end = start + entryLength * view.getUint16(start - 2, little);
    for (let entry = start; entry < end; entry += entryLength) {
      const length = (typeLengths[view.getUint16(entry + 2, little)] ?? 0) * view.getUint32(entry + 4, little);
      // What fits into four bytes stands in the entry itself.
      if (length > 4 && view.getUint32(entry + 8, little) + length > bytes.length) return false;
    }
    // The address of the next directory follows.
    return end + 4 <= bytes.length;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
