/** Opens TIFF and BigTIFF, with the pixels that Pillow's `Image.open(file).convert('RGB')` returns, in Node and in browsers. */
import type { OpenedPhoto } from '../opened.ts';
import { decodePage } from './decode.ts';
import { Directory } from './directory.ts';
import { readPage } from './page.ts';
import { loadZstd } from './zstd.ts';

/**
 * Reads the first page's directory, which alone decides whether the page is supported.
 *
 * @throws PhotoFault when the file is damaged, incomplete, or of an unsupported kind.
 */
export function openTiff(bytes: Uint8Array): OpenedPhoto {
  const page = readPage(new Directory(bytes));
  return {
    width: page.width,
    height: page.height,
    async decode() {
      if (page.compression.kind === 'zstd') await loadZstd();
      return { ...decodePage(page), warnings: [] };
    },
  };
}
