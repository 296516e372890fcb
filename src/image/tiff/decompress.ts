/** Decompresses a strip or tile, except JPEG. */
import { counted } from '../../printable.ts';
import { damaged } from '../photo-fault.ts';
import { unpackCcitt } from './ccitt.ts';
import type { ByteCompression } from './compression.ts';
import { unpackDeflate } from './inflate.ts';
import { unpackLzw } from './lzw.ts';
import { unpackPackBits } from './packbits.ts';
import { unpackZstd } from './zstd.ts';

/** The most compressed bytes per byte of output in any compression's worst case; input beyond this is not read. */
const mostBytesPerByte = 8;
const mostBytesBeside = 4096;

/**
 * @param width pixels per row, which CCITT compression needs.
 * @param length the bytes that the block must hold; any that follow are dropped.
 * @param name the block's name, for messages.
 * @throws PhotoFault when the data end or break early, or would need too much memory.
 */
export function decompress(
  data: Uint8Array,
  compression: ByteCompression,
  width: number,
  length: number,
  name: string,
): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(length);
  const input = data.subarray(0, mostBytesPerByte * length + mostBytesBeside);
  const written = unpack(input, compression, width, out, name);
  if (written < length) throw damaged(`its ${name} holds ${written} of ${counted(length, 'byte')}`);
  return out;
}

function unpack(
  data: Uint8Array,
  compression: ByteCompression,
  width: number,
  out: Uint8Array<ArrayBuffer>,
  name: string,
): number {
  switch (compression.kind) {
    case 'lzw':
      return unpackLzw(data, out);
    case 'packbits':
      return unpackPackBits(data, out);
    case 'deflate':
      return unpackDeflate(data, out, name);
    case 'zstd': {
      const unpacked = unpackZstd(data, out.length, name);
      out.set(unpacked);
      return unpacked.length;
    }
    case 'ccitt':
      unpackCcitt(data, width, compression.scheme, out);
      return out.length;
  }
}

const reversedBytes = Uint8Array.from({ length: 256 }, (_, byte) =>
  [0, 1, 2, 3, 4, 5, 6, 7].reduce((sum, bit) => sum | (((byte >> bit) & 1) << (7 - bit)), 0),
);

/** The same bytes with each one's bits reversed. */
export function withBitsReversed(data: Uint8Array): Uint8Array {
  return data.map((byte) => reversedBytes[byte]!);
}
