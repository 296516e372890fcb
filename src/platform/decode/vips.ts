/** libvips, by sharp: pixels as stored. */
import type { Metadata, Sharp } from 'sharp';
import { HyperIqaError } from '../../errors.ts';
import { damaged, unsupported } from '../../image/photo-fault.ts';
import { besideOthersThenAlone } from '../libvips.ts';
import { loadSharp } from '../sharp.ts';

export interface Raw {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** [height, width, channels] */
  readonly data: Uint8Array;
}

/**
 * EXIF rotation and colour profiles are ignored. Sizes are limited elsewhere; libvips' own limits of what it tolerates
 * in a file are off.
 * @throws HyperIqaError INSTALLATION when sharp does not load.
 */
export async function openVips(bytes: Uint8Array, options: { readonly autoOrient?: boolean } = {}): Promise<Sharp> {
  const limits = { limitInputPixels: false, unlimited: true } as const;
  const sharp = await loadSharp();
  return sharp(bytes, { failOn: 'error', ignoreIcc: true, ...limits, ...options });
}

export async function readRaw(pipeline: Sharp, depth: 'uchar' | 'ushort'): Promise<Raw> {
  const { data, info } = await pipeline.raw({ depth }).toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels, data };
}

/** What the header says. Throws PhotoFault. */
export function vipsMetadata(bytes: Uint8Array): Promise<Metadata> {
  return byVips(async () => (await openVips(bytes)).metadata());
}

/** Three channels of 8 bits; transparency is dropped. Throws PhotoFault. */
export function rgbByVips(bytes: Uint8Array): Promise<Raw> {
  return byVips(async () => readRaw((await openVips(bytes)).removeAlpha().toColourspace('srgb'), 'uchar'));
}

/** How decoders say that a file may be sound and is more than they can read. */
const notServed = /unsupported|not implemented|not supported/i;

/** Runs an operation of sharp; what libvips complains of is taken for the file's fault. Throws PhotoFault. */
export async function byVips<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await besideOthersThenAlone(operation);
  } catch (error) {
    if (error instanceof HyperIqaError) throw error;
    const words = complaint(error);
    throw notServed.test(words) ? unsupported(`${words}; save it as JPEG or PNG`) : damaged(words);
  }
}

/** The last line of what libvips says; those before it are warnings, or say less. */
function complaint(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).trim().split('\n');
  const line = lines
    .at(-1)!
    .replace(/^\w+: |(Invalid input|Unspecified): | \(\d+\.\d+\)$/g, '')
    .replace(/[.:\s]+$/, '');
  if (line.startsWith('premature end')) return 'it ends before its picture does';
  return `its decoder says “${line}”`;
}
