/** Decodes TIFF pixels block by block: decompresses, joins the sample planes and converts the colours. */

import { turned } from '../orientation.ts';
import type { Photo } from '../photo.ts';
import { bytesOfBlock, compressedBlock, nameOfBlock } from './blocks.ts';
import { rowConverter } from './colours.ts';
import type { Compression } from './compression.ts';
import { decompress, withBitsReversed } from './decompress.ts';
import { decodeJpegBlock, readJpegTables } from './jpeg/block.ts';
import type { JpegTables } from './jpeg/header.ts';
import { decodeOldJpeg } from './jpeg/old.ts';
import type { TiffPage } from './page.ts';
import { undoDifferences, undoFloatDifferences } from './predictor.ts';
import { bytesOfUnits, readSubsampling, spreadUnits } from './ycbcr.ts';

/** Samples pixel by pixel, in rows padded to whole bytes, and their position in the picture. */
interface Part {
  readonly samples: Uint8Array;
  /** Bytes per row. */
  readonly stride: number;
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
}

/** A page whose blocks can be decoded one by one. */
type BlockwisePage = TiffPage & { readonly compression: Exclude<Compression, { readonly kind: 'old-jpeg' }> };

/** @throws PhotoFault when the pixels are damaged, incomplete, or of an unsupported kind. */
export function decodePage(page: TiffPage): Photo {
  const { width, height, compression } = page;
  const data = new Uint8Array(width * height * 3);
  const convert = rowConverter(page);
  const parts = compression.kind === 'old-jpeg' ? [wholePart(page)] : partsOf({ ...page, compression });
  for (const { samples, stride, left, top, columns, rows } of parts) {
    for (let row = 0; row < rows; row++)
      convert(samples, row * stride, columns, data, ((top + row) * width + left) * 3);
  }
  return turned({ width, height, data }, page.orientation);
}

function wholePart(page: TiffPage): Part {
  const { width, height, count } = page;
  return { samples: decodeOldJpeg(page), stride: width * count, left: 0, top: 0, columns: width, rows: height };
}

function* partsOf(page: BlockwisePage): Generator<Part> {
  const { blocks, width, height, count, bits } = page;
  const stride = Math.ceil((blocks.width * count * bits) / 8);
  const tables = readJpegTables(page.compression.kind === 'jpeg' ? page.directory.octets('jpegTables') : null);
  for (let index = 0; index < blocks.across * blocks.down; index++) {
    const left = (index % blocks.across) * blocks.width;
    const top = Math.floor(index / blocks.across) * blocks.height;
    const columns = Math.min(blocks.width, width - left);
    const rows = Math.min(blocks.height, height - top);
    const samples = samplesOfBlock(page, tables, index, blocks.isTiled ? blocks.height : rows);
    yield { samples, stride, left, top, columns, rows };
  }
}

function samplesOfBlock(page: BlockwisePage, tables: JpegTables, index: number, rows: number): Uint8Array {
  if (!page.isPlanar || page.count === 1) return samplesOfPlane(page, tables, index, rows, page.count);
  const { blocks, bits, count } = page;
  const bytes = bits / 8;
  const samples = new Uint8Array(blocks.width * rows * count * bytes);
  for (let plane = 0; plane < count; plane++) {
    const one = samplesOfPlane(page, tables, index + plane * blocks.across * blocks.down, rows, 1);
    for (let from = 0, to = plane * bytes; from < one.length; from += bytes, to += count * bytes) {
      samples[to] = one[from]!;
      if (bytes === 2) samples[to + 1] = one[from + 1]!;
    }
  }
  return samples;
}

/** @param count the samples per pixel that the block holds. */
function samplesOfPlane(
  page: BlockwisePage,
  tables: JpegTables,
  index: number,
  rows: number,
  count: number,
): Uint8Array {
  const { blocks, compression, bits, directory, colours } = page;
  const { width } = blocks;
  const isPixelwiseYcbcr = colours.kind === 'ycbcr' && !page.isPlanar;
  if (compression.kind === 'jpeg') {
    const mayBeTaller = !blocks.isTiled && Math.floor(index / blocks.across) % blocks.down === blocks.down - 1;
    const block = { width, rows, mayBeTaller, components: count, isSubsampled: isPixelwiseYcbcr };
    return decodeJpegBlock(compressedBlock(directory, blocks, index), tables, block);
  }
  const subsampling = isPixelwiseYcbcr ? readSubsampling(directory) : null;
  const length = subsampling ? bytesOfUnits(subsampling, width, rows) : rows * Math.ceil((width * count * bits) / 8);
  const isPlain = compression.kind === 'none';
  const stored = isPlain ? bytesOfBlock(directory, blocks, index, length) : compressedBlock(directory, blocks, index);
  const inOrder = page.isReversed ? withBitsReversed(stored) : stored;
  const data = isPlain ? inOrder : decompress(inOrder, compression, width, length, nameOfBlock(blocks, index));
  const rowsOfBlock = { data, width, samples: count, bits, littleEndian: directory.littleEndian };
  if (page.predictor === 'differences') undoDifferences(rowsOfBlock);
  if (page.predictor === 'float-differences') undoFloatDifferences(rowsOfBlock);
  return subsampling ? spreadUnits(data, subsampling, width, rows) : data;
}
