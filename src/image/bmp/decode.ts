/** Decodes Windows bitmaps (BMP) to Pillow's pixels; alpha is dropped. */
import type { OpenedPhoto } from '../opened.ts';
import { damaged } from '../photo-fault.ts';
import { type BmpHeader, type ByteOrder, readHeader } from './header.ts';
import { indicesOf } from './run-lengths.ts';

/** @throws PhotoFault as `readHeader`. */
export function openBmp(bytes: Uint8Array): OpenedPhoto {
  const header = readHeader(bytes);
  const { width, height } = header;
  return { width, height, decode: async () => ({ width, height, data: decode(bytes, header), warnings: [] }) };
}

function decode(bytes: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, isTopDown, form, start } = header;
  if (form.kind !== 'runs') return decodeRows(bytes, header, form);
  // Indices of a byte each are rows as those of an uncompressed file, but for their padding.
  const indices = indicesOf(bytes, start, header, form.isHalves);
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const to = 3 * width * (isTopDown ? y : height - 1 - y);
    fromPalette(indices.subarray(width * y, width * (y + 1)), 8, form.palette, data.subarray(to, to + 3 * width));
  }
  return data;
}

function decodeRows(
  bytes: Uint8Array,
  { width, height, isTopDown, bits, start }: BmpHeader,
  form: Exclude<BmpHeader['form'], { readonly kind: 'runs' }>,
): Uint8Array {
  const rowBytes = Math.ceil((width * bits) / 8);
  const stride = Math.ceil(rowBytes / 4) * 4;
  // The last row may lack its padding.
  if (start + stride * (height - 1) + rowBytes > bytes.length) throw damaged('it ends within its pixels');
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const row = bytes.subarray(start + stride * y, start + stride * y + rowBytes);
    const to = 3 * width * (isTopDown ? y : height - 1 - y);
    const out = data.subarray(to, to + 3 * width);
    if (form.kind === 'palette') fromPalette(row, bits, form.palette, out);
    else if (form.kind === 'bytes') fromBytes(row, bits / 8, form.order, out);
    else fromPacked(row, form.greenBits, out);
  }
  return data;
}

function fromPalette(row: Uint8Array, bits: number, palette: Uint8Array, out: Uint8Array): void {
  const mask = 2 ** bits - 1;
  for (let x = 0, to = 0; to < out.length; x++) {
    const bit = x * bits;
    const index = (row[bit >> 3]! >> (8 - bits - (bit & 7))) & mask;
    for (let channel = 0; channel < 3; channel++) out[to++] = palette[3 * index + channel]!;
  }
}

function fromBytes(row: Uint8Array, size: number, { red, green, blue }: ByteOrder, out: Uint8Array): void {
  for (let from = 0, to = 0; to < out.length; from += size, to += 3) {
    out[to] = row[from + red]!;
    out[to + 1] = row[from + green]!;
    out[to + 2] = row[from + blue]!;
  }
}

function fromPacked(row: Uint8Array, greenBits: number, out: Uint8Array): void {
  const most = 2 ** greenBits - 1;
  for (let from = 0, to = 0; to < out.length; from += 2, to += 3) {
    const value = row[from]! | (row[from + 1]! << 8);
    out[to] = Math.floor((((value >> (5 + greenBits)) & 31) * 255) / 31);
    out[to + 1] = Math.floor((((value >> 5) & most) * 255) / most);
    out[to + 2] = Math.floor(((value & 31) * 255) / 31);
  }
}
