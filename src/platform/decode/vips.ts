/** Decodes with libvips, by sharp, to pixels as stored. */
import type { Metadata, Sharp } from 'sharp';
import { HyperIqaError, messageOf } from '../../errors.ts';
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
 * EXIF rotation and colour profiles are ignored. libvips' own limits on sizes are disabled, since sizes are checked elsewhere.
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

/** Reads the header. @throws PhotoFault when it is damaged. */
export function vipsMetadata(bytes: Uint8Array): Promise<Metadata> {
  return byVips(async () => (await openVips(bytes)).metadata());
}

/** Three channels of 8 bits; transparency is dropped. @throws PhotoFault when the file is damaged. */
export function rgbByVips(bytes: Uint8Array): Promise<Raw> {
  return byVips(async () => readRaw((await openVips(bytes)).removeAlpha().toColourspace('srgb'), 'uchar'));
}

/** Phrases by which decoders report that a file may be sound but is not supported. */
const notServed = /unsupported|not implemented|not supported/i;

/** Runs an operation of sharp. @throws PhotoFault for errors that libvips reports, which are taken to be the file's fault. */
export async function byVips<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await besideOthersThenAlone(operation);
  } catch (error) {
    if (error instanceof HyperIqaError) throw error;
    const words = complaint(error);
    throw notServed.test(words) ? unsupported(`${words}; save it as JPEG or PNG`) : damaged(words);
  }
}

/** The last line of libvips' message; earlier lines are warnings or less specific. */
function complaint(error: unknown): string {
  const lines = messageOf(error).trim().split('\n');
  const line = lines
    .at(-1)!
    .replace(/^\w+: |(Invalid input|Unspecified): | \(\d+\.\d+\)$/g, '')
    .replace(/[.:\s]+$/, '');
  if (line.startsWith('premature end')) return 'it ends before its picture does';
  return `its decoder says “${line}”`;
}
