/** Reads the properties of a TIFF's first page, and decides whether it is supported before any pixel is decoded. */
import { damaged } from '../photo-fault.ts';
import { type Blocks, readBlocks } from './blocks.ts';
import { type Compression, isJpeg, readCompression } from './compression.ts';
import type { Directory } from './directory.ts';
import { readSamples, type Samples } from './kind.ts';
import { readOrientation } from './orientation.ts';
import { unsupportedTiff } from './refusal.ts';
import { readSubsampling } from './ycbcr.ts';

export interface TiffPage extends Samples {
  readonly directory: Directory;
  /** The stored size, before `orientation` is applied. */
  readonly width: number;
  readonly height: number;
  /** 1 to 8, as in Exif. */
  readonly orientation: number;
  readonly isPlanar: boolean;
  readonly compression: Compression;
  /** What is stored instead of the samples: their differences, as integers or as floating point. */
  readonly predictor: 'none' | 'differences' | 'float-differences';
  /** Whether the lowest bit of each byte comes first. */
  readonly isReversed: boolean;
  readonly blocks: Blocks;
}

/** @throws PhotoFault when the page is damaged, or of an unsupported kind. */
export function readPage(directory: Directory): TiffPage {
  const width = directory.single('width');
  const height = directory.single('height');
  if (width === 0 || height === 0) throw damaged(`its size is ${width}x${height} pixels`);
  const compression = readCompression(directory);
  const samples = readSamples(directory, compression.kind);
  const planes = directory.singleOr('planes', 1);
  const isPlanar = planes === 2 && samples.stored > 1;
  // Pillow reads uncompressed data without libtiff, and treats any other number as 1.
  if (planes !== 1 && planes !== 2 && compression.kind !== 'none')
    throw damaged(`its TIFF tag 284 (planes) is ${planes}`);
  checkYcbcr(directory, samples, isPlanar, compression);
  const isStream = compression.kind === 'old-jpeg' && directory.has('oldJpegStream');
  // Pillow paints uncompressed blocks beyond the picture over its top.
  const use = isStream ? 'none' : compression.kind === 'none' ? 'all' : 'first';
  const page = {
    ...samples,
    directory,
    width,
    height,
    orientation: readOrientation(directory),
    isPlanar,
    compression,
    predictor: readPredictor(directory, compression, samples),
    isReversed: readBitOrder(directory, samples),
    blocks: readBlocks(directory, width, height, isPlanar ? samples.stored : 1, use),
  };
  if (compression.kind === 'ccitt' && !(samples.bits === 1 && samples.count === 1)) {
    throw unsupportedTiff('with CCITT compression of more than one bit for each pixel');
  }
  if (isJpeg(compression) && samples.bits !== 8) throw unsupportedTiff(`with JPEG compression of ${samples.bits} bits`);
  return page;
}

/** Subsampled data in separate planes are not supported. */
function checkYcbcr(directory: Directory, { colours }: Samples, isPlanar: boolean, compression: Compression): void {
  if (isPlanar && compression.kind === 'old-jpeg')
    throw unsupportedTiff('with old-style JPEG compression of each sample on its own');
  if (colours.kind !== 'ycbcr') return;
  const { across, down } = readSubsampling(directory);
  if (isPlanar && (across > 1 || down > 1))
    throw unsupportedTiff('of YCbCr in planes, whose colours are stored for several pixels each');
}

const predicted: readonly Compression['kind'][] = ['lzw', 'deflate', 'zstd'];

function readPredictor(directory: Directory, { kind }: Compression, { colours, bits }: Samples): TiffPage['predictor'] {
  if (!predicted.includes(kind)) return 'none';
  const code = directory.singleOr('predictor', 1);
  if (code === 1) return 'none';
  const isFloat = colours.kind === 'clipped-grey' && colours.type === 'float32';
  if (code === 2 && [8, 16, 32].includes(bits)) return 'differences';
  if (code === 3 && isFloat) return 'float-differences';
  throw unsupportedTiff(`with predictor ${code} on samples of ${bits} bits`);
}

function readBitOrder(directory: Directory, { colours, count, bits }: Samples): boolean {
  const order = directory.singleOr('fillOrder', 1);
  if (order === 1) return false;
  const single = count === 1 && bits <= 16 && bits !== 12;
  if (order === 2 && (single || (colours.kind === 'rgb' && count === 3 && bits === 8))) return true;
  throw unsupportedTiff(`with bits in the order ${order} in samples of ${bits} bits`);
}
