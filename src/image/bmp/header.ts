/** Reads the header of a Windows bitmap: [MS-WMF] section 2.2.2, and the headers of OS/2. */
import { damaged, unsupported } from '../photo-fault.ts';

/** The position of the colour channels in a pixel of whole bytes. */
export interface ByteOrder {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

export type PixelForm =
  /** Indices of 1, 4 or 8 bits, the first in the highest bits. */
  | { readonly kind: 'palette'; readonly palette: Uint8Array }
  /** Run lengths of indices; two pixels may share a byte. */
  | { readonly kind: 'runs'; readonly palette: Uint8Array; readonly isHalves: boolean }
  | { readonly kind: 'bytes'; readonly order: ByteOrder }
  /** 16 bits: blue in the lowest five, then green, then red in the highest five. */
  | { readonly kind: 'packed'; readonly greenBits: 5 | 6 };

export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** Rows are stored from the bottom unless the height is negative. */
  readonly isTopDown: boolean;
  readonly bits: 1 | 4 | 8 | 16 | 24 | 32;
  readonly form: PixelForm;
  /** The position of the first row. */
  readonly start: number;
}

const fileHeader = 14;
const coreHeader = 12;
const otherHeaders: readonly number[] = [40, 52, 56, 64, 108, 124];
/** Values of the header's compression. */
const uncompressed = 0;
const runs = 1;
const runsOfHalves = 2;
const masked = 3;
const otherCompressions = ['', '', '', '', 'JPEG', 'PNG'];

interface Fields {
  readonly size: number;
  readonly width: number;
  readonly height: number;
  readonly isTopDown: boolean;
  readonly bits: number;
  readonly compression: number;
  readonly colours: number;
}

/** @throws PhotoFault when it ends within its header, or has pixels of a kind that Pillow refuses. */
export function readHeader(bytes: Uint8Array): BmpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const fields = readFields(view);
    const { size, width, height, isTopDown, bits, compression } = fields;
    const given = view.getUint32(10, true);
    const hasRuns = compression === runs || compression === runsOfHalves;
    if (compression !== uncompressed && compression !== masked && !hasRuns) {
      throw unsupported(
        `its pixels are compressed (${otherCompressions[compression] || compression}), which is not read: save it as PNG`,
      );
    }
    if (bits === 1 || bits === 4 || bits === 8) {
      if (compression === masked) throw unsupported('its palette has bit masks');
      const entry = size === coreHeader ? 3 : 4;
      const table = fileHeader + size;
      const palette = readPalette(view, table, fields.colours, entry);
      // Some writers give the palette's position as that of the pixels.
      const start = given === table || given === 0 ? table + entry * fields.colours : given;
      if (!hasRuns) return { width, height, isTopDown, bits, form: { kind: 'palette', palette }, start };
      if (isBlackAndWhite(palette, fields.colours)) {
        throw unsupported('it has run lengths of black and white, which Pillow does not read: save it as PNG');
      }
      const isHalves = compression === runsOfHalves;
      return { width, height, isTopDown, bits, form: { kind: 'runs', palette, isHalves }, start };
    }
    if (hasRuns) throw unsupported(`it has run lengths of ${bits} bits per pixel, which is not read`);
    if (bits !== 16 && bits !== 24 && bits !== 32)
      throw unsupported(`it has ${bits} bits per pixel, which is not read`);
    const masks = compression === masked ? readMasks(view, size) : null;
    const end = fileHeader + size + (masks !== null && size < 52 ? 12 : 0);
    return { width, height, isTopDown, bits, form: formOf(bits, masks), start: given === 0 ? end : given };
  } catch (error) {
    if (error instanceof RangeError) throw damaged('it ends within its header');
    throw error;
  }
}

function readFields(view: DataView): Fields {
  const size = view.getUint32(fileHeader, true);
  const at = fileHeader + 4;
  if (size === coreHeader) {
    const bits = view.getUint16(at + 6, true);
    return {
      ...{ size, bits, width: view.getUint16(at, true), height: view.getUint16(at + 2, true) },
      ...{ isTopDown: false, compression: uncompressed, colours: 2 ** bits },
    };
  }
  if (!otherHeaders.includes(size)) throw unsupported(`its header of ${size} bytes is of no known kind`);
  // Throws where the header is cut off.
  view.getUint8(fileHeader + size - 1);
  const isTopDown = view.getUint8(at + 7) === 0xff;
  const height = view.getUint32(at + 4, true);
  const bits = view.getUint16(at + 10, true);
  return {
    ...{ size, bits, isTopDown, width: view.getUint32(at, true), height: isTopDown ? 2 ** 32 - height : height },
    compression: view.getUint32(at + 12, true),
    colours: view.getUint32(at + 28, true) || 2 ** bits,
  };
}

/** RGB of 256 colours. Where the table has fewer, the others are black, or greys if all of it are greys in order, as in Pillow. */
function readPalette(view: DataView, start: number, colours: number, entry: number): Uint8Array {
  if (colours > 256) throw unsupported(`its palette has ${colours} colours, which is not read`);
  const channelAt = (i: number) => view.getUint8(start + entry * Math.floor(i / 3) + 2 - (i % 3));
  const given = Uint8Array.from({ length: 3 * colours }, (_, i) => channelAt(i));
  const greys = Uint8Array.from({ length: 3 * 256 }, (_, i) => Math.floor(i / 3));
  if (given.every((value, i) => value === greys[i])) return greys;
  const palette = new Uint8Array(3 * 256);
  palette.set(given);
  return palette;
}

/** Whether the table is no more than these two colours. */
function isBlackAndWhite(palette: Uint8Array, colours: number): boolean {
  return colours === 2 && palette.subarray(0, 6).join() === '0,0,0,255,255,255';
}

type Masks = readonly [red: number, green: number, blue: number, alpha: number];

/** In the header, or behind one of 40 bytes. */
function readMasks(view: DataView, size: number): Masks {
  const at = fileHeader + 40;
  const mask = (i: number) => view.getUint32(at + 4 * i, true);
  return [mask(0), mask(1), mask(2), size >= 56 ? mask(3) : 0];
}

const blueFirst: ByteOrder = { red: 2, green: 1, blue: 0 };
/** Shifts of red, green, blue and, if there is one, alpha, in the layouts that Pillow reads. */
const layouts32 = ['16 8 0', '24 16 8', '24 8 0', '24 16 8 0', '0 8 16 24', '16 8 0 24', '24 8 0 16'];

function formOf(bits: 16 | 24 | 32, masks: Masks | null): PixelForm {
  if (bits === 16) {
    const words =
      masks
        ?.slice(0, 3)
        .map((mask) => mask.toString(16))
        .join(' ') ?? '7c00 3e0 1f';
    if (words === 'f800 7e0 1f') return { kind: 'packed', greenBits: 6 };
    if (words === '7c00 3e0 1f') return { kind: 'packed', greenBits: 5 };
    throw unsupported(`it has the bit masks ${words}, which are not read`);
  }
  if (masks === null || (bits === 32 && masks.every((mask) => mask === 0))) return { kind: 'bytes', order: blueFirst };
  const shifts = masks.filter((mask, i) => i < 3 || (mask !== 0 && bits === 32)).map((mask) => Math.log2(mask / 0xff));
  const layout = shifts.join(' ');
  if (!(bits === 32 ? layouts32 : ['16 8 0']).includes(layout)) {
    const words = masks.map((mask) => mask.toString(16)).join(' ');
    throw unsupported(`it has the bit masks ${words}, which are not read`);
  }
  const [red, green, blue] = shifts.map((shift) => shift / 8) as [number, number, number];
  return { kind: 'bytes', order: { red, green, blue } };
}
