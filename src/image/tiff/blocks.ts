/** Locates a TIFF's strips or tiles in the picture and in the file. */
import { counted } from '../../printable.ts';
import { damaged } from '../photo-fault.ts';
import { type Directory, type TagName, tag } from './directory.ts';
import { unsupportedTiff } from './refusal.ts';

export interface Blocks {
  readonly isTiled: boolean;
  /** The size of a block; a strip at the bottom may have fewer rows. */
  readonly width: number;
  readonly height: number;
  readonly across: number;
  readonly down: number;
  /** The number of sample planes; strips or tiles are numbered through each plane in turn. */
  readonly planes: number;
  /** The tags with the blocks' positions and lengths. */
  readonly offsets: TagName;
  readonly lengths: TagName;
}

/** Tiles may extend beyond the picture, but only up to this many pixels may be decoded needlessly. */
const largestSmallTile = 2048 * 2048;

/**
 * @param planes the number of planes in which samples are stored; 1 when they are stored pixel by pixel.
 * @param use which of the stated block positions are used: `all`, the `first` ones or `none`.
 * @throws PhotoFault when there are fewer positions than blocks, surplus ones, or a mix of strips and tiles.
 */
export function readBlocks(
  directory: Directory,
  width: number,
  height: number,
  planes: number,
  use: 'all' | 'first' | 'none',
): Blocks {
  const isTiled = directory.has('tileWidth') || directory.has('tileOffsets');
  const blockWidth = isTiled ? directory.single('tileWidth') : width;
  const blockHeight = isTiled
    ? directory.single('tileHeight')
    : Math.min(directory.singleOr('rowsPerStrip', height), height);
  if (!isTiled && directory.has('tileLengths')) throw damaged('it states lengths of tiles, but is stored in strips');
  if (blockWidth === 0 || blockHeight === 0) throw damaged('its strips or tiles are empty');
  if (isTiled && blockWidth * blockHeight > Math.max(largestSmallTile, 2 * width * height)) {
    throw unsupportedTiff(`with tiles of ${blockWidth}x${blockHeight} pixels, which are far larger than the picture`);
  }
  const across = Math.ceil(width / blockWidth);
  const down = Math.ceil(height / blockHeight);
  // Some writers use the tags of strips for tiles.
  const offsets = isTiled && directory.has('tileOffsets') ? 'tileOffsets' : 'stripOffsets';
  const lengths = isTiled && directory.has('tileLengths') ? 'tileLengths' : 'stripLengths';
  const blocks = { isTiled, width: blockWidth, height: blockHeight, across, down, planes, offsets, lengths } as const;
  const needed = across * down * planes;
  const found = directory.count(offsets);
  if ((found < needed && use !== 'none') || (found > needed && use === 'all')) {
    throw damaged(
      `its TIFF tag ${tag[offsets]} (${offsets}) places ${found} of ${needed} ${isTiled ? 'tiles' : 'strips'}`,
    );
  }
  return blocks;
}

/** A block's name for messages. */
export function nameOfBlock({ isTiled }: Blocks, index: number): string {
  return `${isTiled ? 'tile' : 'strip'} ${index + 1}`;
}

/**
 * The bytes of one compressed block.
 *
 * @throws PhotoFault when they lie outside the file, or one of several blocks has no stated length.
 */
export function compressedBlock(directory: Directory, blocks: Blocks, index: number): Uint8Array {
  const isOnly = blocks.across * blocks.down * blocks.planes === 1;
  if (!isOnly && !(index < directory.count(blocks.lengths) && directory.number(blocks.lengths, index) > 0)) {
    throw damaged(`the length of its ${nameOfBlock(blocks, index)} is missing`);
  }
  return bytesOfBlock(directory, blocks, index, null);
}

/**
 * The bytes of a block in the file.
 *
 * @param needed the length of an uncompressed block; null for a compressed one, whose length the file states. A block without a
 * stated length may extend to the end of the file.
 * @throws PhotoFault when they lie outside the file.
 */
export function bytesOfBlock(directory: Directory, blocks: Blocks, index: number, needed: number | null): Uint8Array {
  const { bytes } = directory;
  const start = directory.number(blocks.offsets, index);
  const stated = index < directory.count(blocks.lengths) ? directory.number(blocks.lengths, index) : 0;
  const length = needed ?? (stated === 0 ? Math.max(bytes.length - start, 0) : stated);
  if (start === 0 || length === 0 || start + length > bytes.length) {
    throw damaged(
      `its ${nameOfBlock(blocks, index)} lies outside of the file, which has ${counted(bytes.length, 'byte')}`,
    );
  }
  return bytes.subarray(start, start + length);
}
