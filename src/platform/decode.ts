/** Photos from files, by sharp (libvips), with the pixels that Pillow's `Image.open(file).convert('RGB')` gives. */
import sharp, { type Metadata, type Sharp } from 'sharp';
import { HyperIqaError } from '../errors.ts';
import { avifTurn, undoTurn } from '../image/avif-turn.ts';
import { paintGifBackground } from '../image/gif-background.ts';
import type { DecodedPhoto, Photo } from '../image/photo.ts';
import { clipToRgb, inksToRgb } from '../image/pillow-modes.ts';
import { besideOthersThenAlone } from './libvips.ts';
import { readRegularFile } from './regular-file.ts';
import { lacksColourTable } from './tiff-palette.ts';

// Photos are read once each: a cache would only hold memory.
sharp.cache(false);

export interface DecodeOptions {
  /** Photos with more pixels than this are refused before they are decoded; 200 million unless given. */
  readonly maxPixels?: number;
}

const defaultMaxPixels = 200e6;

/** A photo of one pixel along a side has no structure that could be judged. */
const smallestSide = 2;

/** sharp's names of the formats that Pillow and this project share; it also reads drawings (SVG) and others. */
const formats = ['jpeg', 'png', 'webp', 'heif', 'tiff', 'gif'];

/**
 * Pixels as stored: EXIF rotation and colour profiles are ignored. TIFF is the exception, as Pillow turns TIFFs by
 * their orientation tag.
 */
function open(bytes: Uint8Array, autoOrient: boolean): Sharp {
  return sharp(bytes, { failOn: 'error', ignoreIcc: true, limitInputPixels: false, autoOrient });
}

interface Raw {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** [height, width, channels] */
  readonly data: Uint8Array;
}

async function readRaw(pipeline: Sharp, depth: 'uchar' | 'ushort'): Promise<Raw> {
  const { data, info } = await pipeline.raw({ depth }).toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels, data };
}

/** Whether Pillow opens it as mode I;16: one channel of 16 bits. A PNG's transparent level is not a channel there. */
function isGrey16(metadata: Metadata, bytes: Uint8Array): boolean {
  const pngColourType = 25;
  const isGreyPng = metadata.format === 'png' && bytes[pngColourType] === 0;
  return metadata.space === 'grey16' && (metadata.channels === 1 || isGreyPng);
}

async function decodePixels(bytes: Uint8Array, metadata: Metadata): Promise<Photo> {
  const isTiff = metadata.format === 'tiff';
  if (isTiff && lacksColourTable(bytes)) throw new Error('the colour table is missing');
  const pipeline = open(bytes, isTiff);
  if (metadata.space === 'cmyk') {
    return inksToRgb(await readRaw(pipeline.pipelineColourspace('cmyk').toColourspace('cmyk'), 'uchar'));
  }
  if (isGrey16(metadata, bytes)) {
    const { width, height, channels, data } = await readRaw(pipeline.toColourspace('grey16'), 'ushort');
    return clipToRgb(width, height, new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2), channels);
  }
  if (metadata.format === 'gif') {
    return paintGifBackground(bytes, await readRaw(pipeline.ensureAlpha().toColourspace('srgb'), 'uchar'));
  }
  const photo = await readRaw(pipeline.removeAlpha().toColourspace('srgb'), 'uchar');
  return metadata.format === 'heif' ? undoTurn(photo, avifTurn(bytes)) : photo;
}

/** A decoder's complaint, which may be several lines that say the same, as one. */
function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!.trim();
}

async function readMetadata(bytes: Uint8Array, name: string): Promise<Metadata> {
  if (bytes.length === 0) throw new HyperIqaError('IMAGE', `${name} is empty.`);
  try {
    const metadata = await besideOthersThenAlone(() => open(bytes, false).metadata());
    if (formats.includes(metadata.format)) return metadata;
    throw new Error(`its format is ${metadata.format}`);
  } catch (cause) {
    const message = `${name} is not a photo that can be read (JPEG, PNG, WebP, AVIF, TIFF or GIF): ${firstLine(cause)}.`;
    throw new HyperIqaError('IMAGE', message, { cause });
  }
}

/**
 * Decodes a photo held in memory; `name` stands for it in messages. See `decodePhoto`.
 *
 * @throws HyperIqaError IMAGE, IMAGE_TOO_LARGE, IMAGE_TOO_SMALL.
 */
export async function decodePhotoBytes(
  bytes: Uint8Array,
  name: string,
  options: DecodeOptions = {},
): Promise<DecodedPhoto> {
  const metadata = await readMetadata(bytes, name);
  const { width, height } = metadata;
  const maxPixels = options.maxPixels ?? defaultMaxPixels;
  if (width * height > maxPixels) {
    throw new HyperIqaError(
      'IMAGE_TOO_LARGE',
      `${name} has ${width}x${height} pixels, ${megapixels(width * height)} megapixels; the limit is ` +
        `${megapixels(maxPixels)}. Raise it with --max-megapixels.`,
    );
  }
  if (width < smallestSide || height < smallestSide) {
    throw new HyperIqaError(
      'IMAGE_TOO_SMALL',
      `${name} has ${width}x${height} pixels; a photo must have at least ${smallestSide}x${smallestSide}.`,
    );
  }
  try {
    return { ...(await besideOthersThenAlone(() => decodePixels(bytes, metadata))), warnings: [] };
  } catch (cause) {
    throw new HyperIqaError('IMAGE', `${name} is damaged or incomplete: ${firstLine(cause)}.`, { cause });
  }
}

function megapixels(pixels: number): string {
  return (pixels / 1e6).toFixed(1).replace(/\.0$/, '');
}

/**
 * Decodes a photo file (JPEG, PNG, WebP, AVIF, TIFF, or a GIF's first frame) to the pixels that Pillow gives for
 * `Image.open(path).convert('RGB')`: no EXIF rotation (but TIFF orientation), no colour management, alpha dropped, grey
 * repeated, CMYK by Pillow's plain formula, 16-bit colour cut to its high byte and 16-bit grey clipped to 255. Every
 * value is equal to Pillow's, except in AVIF with colour: there libheif and Pillow's libavif round differently (by one
 * level at 4:4:4) and interpolate halved chroma differently (at 4:2:0 by less than one level on average, 33 at most,
 * measured on samples/).
 *
 * @throws HyperIqaError FILE when the file cannot be read; IMAGE when it is empty, not a photo, damaged or truncated;
 * IMAGE_TOO_LARGE above the limit, which the header tells before anything is decoded; IMAGE_TOO_SMALL below 2x2 pixels.
 */
export async function decodePhoto(path: string, options: DecodeOptions = {}): Promise<DecodedPhoto> {
  return decodePhotoBytes(await readRegularFile(path), path, options);
}
