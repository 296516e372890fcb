/** Reads how a TIFF's samples are compressed. */
import type { CcittScheme } from './ccitt.ts';
import type { Directory } from './directory.ts';
import { unsupportedTiff } from './refusal.ts';

/** Compressions that are independent of colours. */
export type ByteCompression =
  | { readonly kind: 'lzw' | 'packbits' | 'deflate' | 'zstd' }
  | { readonly kind: 'ccitt'; readonly scheme: CcittScheme };

export type Compression =
  | ByteCompression
  | { readonly kind: 'none' }
  | { readonly kind: 'jpeg' }
  | { readonly kind: 'old-jpeg' };

const compressions: Readonly<Record<number, Exclude<Compression['kind'], 'ccitt'>>> = {
  1: 'none',
  5: 'lzw',
  6: 'old-jpeg',
  7: 'jpeg',
  8: 'deflate',
  32773: 'packbits',
  32946: 'deflate',
  50000: 'zstd',
};
const otherCompressions: Readonly<Record<number, string>> = {
  9: 'JBIG',
  10: 'JBIG',
  32766: 'NeXT',
  32809: 'ThunderScan',
  32895: 'IT8',
  32908: 'PixarFilm',
  32909: 'PixarLog',
  33003: 'JPEG 2000',
  33005: 'JPEG 2000',
  34661: 'JBIG',
  34676: 'SGILog',
  34677: 'SGILog',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34892: 'lossy JPEG of DNG',
  34925: 'LZMA',
  50001: 'WebP',
  50002: 'JPEG XL',
  52546: 'JPEG XL',
};

export function isJpeg({ kind }: Compression): boolean {
  return kind === 'jpeg' || kind === 'old-jpeg';
}

/** @throws PhotoFault for unsupported compressions. */
export function readCompression(directory: Directory): Compression {
  const code = directory.singleOr('compression', 1);
  const options = code === 3 ? directory.singleOr('group3Options', 0) : 0;
  const scheme = ({ 2: 'bytes', 3: options & 1 ? 'group3-2d' : 'group3', 4: 'group4', 32771: 'words' } as const)[code];
  if (scheme !== undefined) return { kind: 'ccitt', scheme };
  const kind = compressions[code];
  if (kind !== undefined) return { kind };
  const name = otherCompressions[code];
  throw unsupportedTiff(
    `with ${name === undefined ? `compression number ${code}` : `${name} compression`}, which is not read`,
  );
}
