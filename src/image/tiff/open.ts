/** TIFF and BigTIFF, with the pixels that Pillow's `Image.open(file).convert('RGB')` gives; the same in Node and browsers. */
import type { DecodedPhoto } from '../photo.ts';
import { decodePage } from './decode.ts';
import { Directory } from './directory.ts';
import { readPage } from './page.ts';
import { loadZstd } from './zstd.ts';

export interface TiffFile {
  /** Of the stored pixels, which the orientation may yet turn. */
  readonly width: number;
  readonly height: number;
  /** Throws PhotoFault when the pixels are damaged or incomplete, or turn out to be of a kind that is not read. */
  decode(): Promise<DecodedPhoto>;
}

/**
 * Reads the first page's directory, and decides by it alone whether the page is of a kind that is read.
 *
 * @throws PhotoFault when the file is damaged or incomplete, or of a kind that is not read.
 */
export function openTiff(bytes: Uint8Array): TiffFile {
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
