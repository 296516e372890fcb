/** Decompresses Zstandard by its WebAssembly library, which is loaded with the first such file. */
import type { ZSTDDecoder } from 'zstddec';
import { damaged } from '../photo-fault.ts';
import { unsupportedTiff } from './refusal.ts';

/** Limited because WebAssembly's memory never shrinks. */
const mostBytes = 256 << 20;

let decoder: ZSTDDecoder | null = null;

export async function loadZstd(): Promise<void> {
  if (decoder !== null) return;
  const loaded = new (await import('zstddec')).ZSTDDecoder();
  await loaded.init();
  decoder = loaded;
}

/**
 * @param length the bytes that the data must yield; more, or trailing data, are an error.
 * @returns the bytes; fewer, possibly none, when the data end or break early.
 */
export function unpackZstd(data: Uint8Array, length: number, name: string): Uint8Array {
  if (decoder === null) throw new Error('loadZstd has not been awaited');
  if (length > mostBytes) throw unsupportedTiff(`with Zstandard compression of ${length} bytes at once`);
  if (data.length === 0) throw damaged(`its ${name} is empty`);
  return decoder.decode(data, length);
}
