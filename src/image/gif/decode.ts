/** Decodes the first frame of a GIF (GIF89a specification) to Pillow's pixels; transparency and timing are ignored. */

import type { OpenedPhoto } from '../opened.ts';
import { damaged } from '../photo-fault.ts';
import { decodeLzw } from './lzw.ts';

interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly interlaced: boolean;
  /** The position of the code size, which the data follow. */
  readonly data: number;
  /** The position and size of the frame's own colour table; null to use the file's. */
  readonly colours: ColourTable | null;
  /** The canvas's colour where the frame does not cover it. */
  readonly background: number;
}

interface ColourTable {
  readonly start: number;
  readonly count: number;
}

const extension = 0x21;
const graphicControl = 0xf9;
const imageDescriptor = 0x2c;
const trailer = 0x3b;
const header = 13;

/** First row and step of each pass of an interlaced frame. */
const passes: readonly (readonly [first: number, step: number])[] = [
  [0, 8],
  [4, 8],
  [2, 4],
  [1, 2],
];

/**
 * The size is the canvas's, enlarged to the frame's where the file states less.
 * @throws PhotoFault when there is no first frame.
 */
export function openGif(bytes: Uint8Array): OpenedPhoto {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const global = colourTable(view.getUint8(10), header);
    const frame = readFrame(view, header + 3 * (global?.count ?? 0));
    if (frame.width === 0 || frame.height === 0) throw damaged('its first frame has no pixels');
    const width = Math.max(view.getUint16(6, true), frame.left + frame.width);
    const height = Math.max(view.getUint16(8, true), frame.top + frame.height);
    const colours = coloursOf(bytes, frame.colours ?? global);
    return {
      width,
      height,
      async decode() {
        const data = paint(width, height, frame, readRows(bytes, frame), colours);
        return { width, height, data, warnings: [] };
      },
    };
  } catch (error) {
    if (error instanceof RangeError) throw damaged('it ends before its first frame');
    throw error;
  }
}

function colourTable(flags: number, start: number): ColourTable | null {
  return flags & 0x80 ? { start, count: 2 << (flags & 7) } : null;
}

/** Skips extensions and stray bytes up to the first frame. */
function readFrame(view: DataView, start: number): Frame {
  let at = start;
  let background = 0;
  for (;;) {
    const introducer = view.getUint8(at++);
    if (introducer === trailer) throw damaged('it holds no frame');
    if (introducer === extension) {
      const label = view.getUint8(at++);
      const length = view.getUint8(at);
      if (label === graphicControl && length > 0) {
        const isTransparent = (view.getUint8(at + 1) & 1) === 1;
        // Up to its duration, or to the transparent colour.
        if (length < (isTransparent ? 4 : 3)) throw damaged('its first graphic control is cut off');
        if (isTransparent) background = view.getUint8(at + 4);
      }
      while (view.getUint8(at) !== 0) at += view.getUint8(at) + 1;
      at++;
    }
    if (introducer === imageDescriptor) return frameAt(view, at, background);
  }
}

function frameAt(view: DataView, at: number, background: number): Frame {
  const flags = view.getUint8(at + 8);
  const colours = colourTable(flags, at + 9);
  return {
    left: view.getUint16(at, true),
    top: view.getUint16(at + 2, true),
    width: view.getUint16(at + 4, true),
    height: view.getUint16(at + 6, true),
    interlaced: (flags & 0x40) !== 0,
    data: at + 9 + 3 * (colours?.count ?? 0),
    colours,
    background,
  };
}

/** RGB of 256 colours: those of the table, then black. Greys where there is no table, or one that begins with only greys. */
function coloursOf(bytes: Uint8Array, table: ColourTable | null): Uint8Array {
  const greys = Uint8Array.from({ length: 3 * 256 }, (_, i) => Math.floor(i / 3));
  if (table === null) return greys;
  const given = bytes.subarray(table.start, table.start + 3 * table.count);
  if (given.every((value, i) => value === greys[i])) return greys;
  const colours = new Uint8Array(greys.length);
  colours.set(given);
  return colours;
}

/** The frame's colour indices, [height, width]. */
function readRows(bytes: Uint8Array, { data, width, height, interlaced }: Frame): Uint8Array {
  const values = decodeLzw(bytes, data + 1, bytes[data] ?? 0, width * height);
  if (!interlaced) return values;
  const rows = new Uint8Array(values.length);
  let from = 0;
  for (const [first, step] of passes) {
    for (let y = first; y < height; y += step, from += width) {
      rows.set(values.subarray(from, from + width), y * width);
    }
  }
  return rows;
}

function paint(width: number, height: number, frame: Frame, rows: Uint8Array, colours: Uint8Array): Uint8Array {
  const canvas = new Uint8Array(width * height).fill(frame.background);
  for (let y = 0; y < frame.height; y++) {
    const row = rows.subarray(y * frame.width, (y + 1) * frame.width);
    canvas.set(row, (frame.top + y) * width + frame.left);
  }
  const data = new Uint8Array(3 * canvas.length);
  for (let i = 0; i < canvas.length; i++) {
    const from = 3 * canvas[i]!;
    data[3 * i] = colours[from]!;
    data[3 * i + 1] = colours[from + 1]!;
    data[3 * i + 2] = colours[from + 2]!;
  }
  return data;
}
