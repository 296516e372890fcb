/** A TIFF cut off before its colour table, which libtiff takes for a grey picture with a mere warning. */

const littleEndian = 0x4949;
const classicTiff = 42;
const colourMapTag = 320;

/** Whether the first directory names a colour table (TIFF 6.0, section 5) that lies past the end of the file. */
export function lacksColourTable(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = view.getUint16(0) === littleEndian;
  if (view.getUint16(2, little) !== classicTiff) return false;
  const directory = view.getUint32(4, little);
  const count = view.getUint16(directory, little);
  for (let index = 0; index < count; index++) {
    const entry = directory + 2 + 12 * index;
    if (view.getUint16(entry, little) === colourMapTag) {
      return view.getUint32(entry + 8, little) + 2 * view.getUint32(entry + 4, little) > bytes.length;
    }
  }
  return false;
}
