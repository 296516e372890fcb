/** Zstandard, by its own library in WebAssembly, which is loaded when the first such file comes. */
import type { ZSTDDecoder } from 'zstddec';
import { damaged } from '../photo-fault.ts';
import { unsupportedTiff } from './refusal.ts';

/** WebAssembly's memory never shrinks. */
const mostBytes = 256 << 20;

let decoder: ZSTDDecoder | null = null;

export async function loadZstd(): Promise<void> {
  if (decoder !== null) return;
  const loaded = new (await import('zstddec')).ZSTDDecoder();
  await loaded.init();
  decoder = loaded;
}

/**
 * @param length of the bytes that the data must make; more are an error, and so is what follows them.
 * @returns the bytes; fewer, perhaps none, when the data end or break before.
 */
export function unpackZstd(data: Uint8Array, length: number, name: string): Uint8Array {
  if (decoder === null) throw new Error('loadZstd has not been awaited');
  if (length > mostBytes) throw unsupportedTiff(`with Zstandard compression of ${length} bytes at once`);
  if (data.length === 0) throw damaged(`its ${name} is empty`);
  return decoder.decode(data, length);
}
