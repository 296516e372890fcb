/** Decompresses Deflate (Adobe's technical notes on Photoshop's TIFFs) by zlib's JavaScript port. */
import { Z_BUF_ERROR, Z_OK, Z_PARTIAL_FLUSH, Z_STREAM_END, ZStream, zlibInflate, zlibInflateInit } from 'pako';
import { damaged } from '../photo-fault.ts';

/**
 * Decompresses until `out` is full, as libtiff does. The checksum is verified if the stream ends there.
 *
 * @returns the number of bytes written: fewer than `out` holds when the data end early.
 * @throws PhotoFault when the data are damaged.
 */
export function unpackDeflate(data: Uint8Array, out: Uint8Array<ArrayBuffer>, name: string): number {
  const stream = new ZStream();
  zlibInflateInit(stream);
  stream.input = data;
  stream.avail_in = data.length;
  stream.output = out;
  stream.avail_out = out.length;
  const status = zlibInflate(stream, Z_PARTIAL_FLUSH);
  if (status !== Z_OK && status !== Z_STREAM_END && status !== Z_BUF_ERROR) {
    throw damaged(`its ${name} breaks Deflate compression (${stream.msg})`);
  }
  return out.length - stream.avail_out;
}
