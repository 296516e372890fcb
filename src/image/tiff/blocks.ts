/** Where a TIFF's strips or tiles lie, in the picture and in the file. */
import { counted } from '../../printable.ts';
import { damaged } from '../photo-fault.ts';
import { type Directory, type TagName, tag } from './directory.ts';
import { unsupportedTiff } from './refusal.ts';

export interface Blocks {
  readonly isTiled: boolean;
  /** Pixels of a block; a strip at the bottom may have fewer rows. */
  readonly width: number;
  readonly height: number;
  readonly across: number;
  readonly down: number;
  /** Strips or tiles that are numbered one after the other for each plane of samples. */
  readonly planes: number;
  /** The tags that say where they start and how long they are. */
  readonly offsets: TagName;
  readonly lengths: TagName;
}

/** Tiles may be larger than the picture, but only up to this many pixels may be decoded without being needed. */
const largestSmallTile = 2048 * 2048;

/**
 * @param planes in which samples are stored apart; 1 when they are stored pixel by pixel.
 * @param use how the places that the file states are used: `all` of them, the `first` ones or `none`.
 * @throws PhotoFault when there are fewer places than blocks, some are left over, or strips and tiles are mixed up.
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

/** What a block is called in messages. */
export function nameOfBlock({ isTiled }: Blocks, index: number): string {
  return `${isTiled ? 'tile' : 'strip'} ${index + 1}`;
}

/**
 * The bytes of one compressed block.
 *
 * @throws PhotoFault when they do not lie within the file, or their length is missing where several blocks follow each other.
 */
export function compressedBlock(directory: Directory, blocks: Blocks, index: number): Uint8Array {
  const isOnly = blocks.across * blocks.down * blocks.planes === 1;
  if (!isOnly && !(index < directory.count(blocks.lengths) && directory.number(blocks.lengths, index) > 0)) {
    throw damaged(`the length of its ${nameOfBlock(blocks, index)} is missing`);
  }
  return bytesOfBlock(directory, blocks, index, null);
}

/**
 * A block's bytes in the file.
 *
 * @param needed bytes that a block without compression has; null for compressed blocks, whose length the file states. A
 * block of which it does not state a length may reach to the end of the file.
 * @throws PhotoFault when they do not lie within the file.
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
