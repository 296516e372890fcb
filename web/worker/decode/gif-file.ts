/** Whether a GIF holds a whole first frame (GIF89a specification, sections 17 to 23). */

const extension = 0x21;
const imageDescriptor = 0x2c;

/** The number of bytes of a colour table, by the flags that announce it. */
function tableLength(flags: number): number {
  return flags & 0x80 ? 3 << ((flags & 7) + 1) : 0;
}

/** The canvas's size. Throws an error that says what is missing when the first frame is not whole. */
export function readGif(bytes: Uint8Array): { readonly width: number; readonly height: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const skipBlocks = (start: number): number => {
    let at = start;
    while (view.getUint8(at) !== 0) at += view.getUint8(at) + 1;
    return at + 1;
  };
  try {
    let at = 13 + tableLength(view.getUint8(10));
    while (view.getUint8(at) === extension) at = skipBlocks(at + 2);
    if (view.getUint8(at) !== imageDescriptor) throw new Error('it holds no frame');
    // The code size stands between the colours and the data.
    skipBlocks(at + 10 + tableLength(view.getUint8(at + 9)) + 1);
    return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  } catch (error) {
    if (error instanceof RangeError) throw new Error('it ends within its first frame');
    throw error;
  }
}
