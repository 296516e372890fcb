/** What a GIF shows where its first frame shows nothing: libvips and Pillow differ, and Pillow's answer counts here. */
import type { Photo } from './photo.ts';

interface FirstFrame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** The colour that Pillow starts the canvas with: that of the transparent index, else of index 0. */
  readonly background: Uint8Array;
}

const extension = 0x21;
const graphicControl = 0xf9;
const imageDescriptor = 0x2c;

/** The number of bytes of a colour table, by the flags that announce it. */
function tableLength(flags: number): number {
  return flags & 0x80 ? 3 << ((flags & 7) + 1) : 0;
}

/** Walks the blocks up to the first image descriptor (GIF89a specification, sections 17 to 23). */
function readFirstFrame(bytes: Uint8Array): FirstFrame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const globalTable = 13;
  let at = globalTable + tableLength(bytes[10]!);
  let colourIndex = 0;
  while (view.getUint8(at) === extension) {
    if (view.getUint8(at + 1) === graphicControl && view.getUint8(at + 3) & 1) colourIndex = view.getUint8(at + 6);
    at += 2;
    while (view.getUint8(at) !== 0) at += view.getUint8(at) + 1;
    at += 1;
  }
  if (view.getUint8(at) !== imageDescriptor) throw new Error('the GIF has no frame');
  const localTable = at + 10;
  const table = tableLength(view.getUint8(at + 9)) > 0 ? localTable : globalTable;
  return {
    left: view.getUint16(at + 1, true),
    top: view.getUint16(at + 3, true),
    width: view.getUint16(at + 5, true),
    height: view.getUint16(at + 7, true),
    background: bytes.subarray(table + colourIndex * 3, table + colourIndex * 3 + 3),
  };
}

/**
 * Replaces what is transparent or outside the first frame by the colour that Pillow's palette has there, and drops alpha.
 *
 * @param canvas RGBA, [height, width, 4].
 */
export function paintGifBackground(
  bytes: Uint8Array,
  canvas: { readonly width: number; readonly height: number; readonly data: Uint8Array },
): Photo {
  const frame = readFirstFrame(bytes);
  const { width, height, data } = canvas;
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const rowInside = y >= frame.top && y < frame.top + frame.height;
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      const inside = rowInside && x >= frame.left && x < frame.left + frame.width;
      const shown = inside && data[pixel * 4 + 3] !== 0;
      rgb.set(shown ? data.subarray(pixel * 4, pixel * 4 + 3) : frame.background, pixel * 3);
    }
  }
  return { width, height, data: rgb };
}
