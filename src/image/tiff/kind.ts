/**
 * Decides which TIFFs are supported: a list of what they may state, and how Pillow interprets it. A TIFF that is not on the list
 * is refused, so that none is misread.
 */
import { damaged } from '../photo-fault.ts';
import type { Compression } from './compression.ts';
import type { Directory } from './directory.ts';
import { unsupportedTiff } from './refusal.ts';

/** The meaning of the samples. Others are dropped: alpha that is not premultiplied, and additional inks. */
export type Colours =
  /** 1, 2, 4 or 8 bits. */
  | { readonly kind: 'grey'; readonly whiteIsZero: boolean }
  /** Levels of other types, which Pillow clips to 0..255 instead of scaling. */
  | { readonly kind: 'clipped-grey'; readonly type: 'uint12' | 'uint16' | 'int16' | 'int32' | 'float32' }
  /** 1, 2, 4 or 8 bits. */
  | { readonly kind: 'palette' }
  /** 8 or 16 bits. */
  | { readonly kind: 'rgb'; readonly isMultipliedByAlpha: boolean }
  | { readonly kind: 'cmyk' }
  /** 8 bits. */
  | { readonly kind: 'lab' }
  | { readonly kind: 'ycbcr' };

export interface Samples {
  readonly colours: Colours;
  /**
   * The samples per pixel that are read; in separate planes, those beyond the colours are not read if their meaning is unknown.
   */
  readonly count: number;
  /** The samples per pixel that are stored. */
  readonly stored: number;
  /** Bits per sample. */
  readonly bits: number;
}

const photometric = { whiteIsZero: 0, blackIsZero: 1, rgb: 2, palette: 3, inks: 5, ycbcr: 6, lab: 8 } as const;
const photometricNames: Readonly<Record<number, string>> = {
  0: 'grey from white',
  1: 'grey from black',
  2: 'RGB',
  3: 'palette',
  4: 'transparency mask',
  5: 'CMYK',
  6: 'YCbCr',
  8: 'CIE Lab',
  9: 'ICC Lab',
  10: 'ITU Lab',
  32803: 'colour filter array',
  32844: 'LogL',
  32845: 'LogLuv',
  34892: 'linear raw',
};
const formatNames: Readonly<Record<number, string>> = {
  1: 'unsigned',
  2: 'signed',
  3: 'floating-point',
  4: 'untyped',
  5: 'complex signed',
  6: 'complex floating-point',
};

const unsigned = 1;
const signed = 2;
const float = 3;
/** Corel Draw 10 writes this for alpha. */
const corelAlpha = 999;
/** Meanings of an extra sample (TIFF 6.0, section 18). */
const extra = { unspecified: 0, multipliedAlpha: 1, alpha: 2 } as const;

/** More samples than any kind has. */
const mostSamples = 16;

/** What the file states about its samples. */
interface Said {
  readonly photometric: number;
  readonly format: number;
  readonly bits: number;
  readonly count: number;
  readonly stored: number;
  /** Meanings of the extra samples. */
  readonly extras: readonly number[];
  /** Whether samples are stored in separate planes, and compressed. */
  readonly inCompressedPlanes: boolean;
}

/** @throws PhotoFault when the file's statements are not on the list, or contradict each other. */
export function readSamples(directory: Directory, compression: Compression['kind']): Samples {
  const said = readSaid(directory, compression);
  const colours = coloursOf(said, directory.littleEndian);
  if (colours === null) throw unsupportedTiff(`of ${describe(said)}, a kind that is not read`);
  return { colours, count: said.count, stored: said.stored, bits: said.bits };
}

function readSaid(directory: Directory, compression: Compression['kind']): Said {
  const isOldJpeg = compression === 'old-jpeg';
  const isPlanar = directory.singleOr('planes', 1) === 2;
  // Old-style JPEG is YCbCr whatever the file states. Pillow's default is that white is zero.
  const meaning = isOldJpeg ? photometric.ycbcr : directory.singleOr('photometric', photometric.whiteIsZero);
  const extras = directory.numbers('extraSamples', mostSamples);
  const stored = directory.singleOr('samples', isOldJpeg ? 3 : 1);
  const dropped = isPlanar && extras.every((value) => value === extra.unspecified) ? extras.length : 0;
  const count = stored - dropped;
  if (count < 1 || count > mostSamples) throw unsupportedTiff(`with ${stored} samples for each pixel`);
  const bits = directory.has('bits') ? directory.numbers('bits', mostSamples).slice(0, count) : [1];
  if (bits.length !== 1 && bits.length !== count) {
    throw damaged(`its TIFF tag 258 (bits) speaks of ${bits.length} of ${count} samples`);
  }
  const formats = directory.count('sampleFormat') > 0 ? directory.numbers('sampleFormat', mostSamples) : [unsigned];
  if (new Set(bits).size > 1 || new Set(formats).size > 1)
    throw unsupportedTiff('whose samples are of different types');
  return {
    photometric: meaning,
    format: formats[0]!,
    bits: bits[0]!,
    count,
    stored,
    extras: dropped > 0 ? [] : extras,
    inCompressedPlanes: isPlanar && compression !== 'none',
  };
}

/** The list, after Pillow's (TiffImagePlugin.OPEN_INFO). */
function coloursOf(said: Said, littleEndian: boolean): Colours | null {
  const { format, bits, count, extras } = said;
  const plain = extras.length === 0;
  if (format !== unsigned && !(count === 1 && plain)) return null;
  switch (said.photometric) {
    case photometric.whiteIsZero:
    case photometric.blackIsZero:
      return greyOf(said, littleEndian);
    case photometric.palette: {
      const alone = count === 1 && plain && [1, 2, 4, 8].includes(bits);
      const beside =
        count === 2 && extras.length === 1 && (extras[0] === extra.unspecified || extras[0] === extra.alpha);
      return format === unsigned && (alone || (beside && bits === 8)) ? { kind: 'palette' } : null;
    }
    case photometric.rgb:
      return format === unsigned ? rgbOf(said) : null;
    case photometric.inks: {
      const rest = extras.every((value) => value === extra.unspecified);
      const inks8 = bits === 8 && rest && extras.length <= 2;
      return count === 4 + extras.length && (inks8 || (bits === 16 && plain)) ? { kind: 'cmyk' } : null;
    }
    case photometric.ycbcr:
      if (format !== unsigned || bits !== 8 || !plain) return null;
      if (count === 1) return { kind: 'grey', whiteIsZero: false };
      return count === 3 ? { kind: 'ycbcr' } : null;
    case photometric.lab:
      return format === unsigned && bits === 8 && count === 3 && plain ? { kind: 'lab' } : null;
    default:
      return null;
  }
}

function greyOf({ photometric: meaning, format, bits, count, extras }: Said, littleEndian: boolean): Colours | null {
  const whiteIsZero = meaning === photometric.whiteIsZero;
  if (count === 2) {
    const hasAlpha = extras.length === 1 && extras[0] === extra.alpha;
    return hasAlpha && bits === 8 && !whiteIsZero ? { kind: 'grey', whiteIsZero } : null;
  }
  if (count !== 1 || extras.length > 0) return null;
  if (format === unsigned && [1, 2, 4, 8].includes(bits)) return { kind: 'grey', whiteIsZero };
  // Pillow treats these as levels from 0 to 255.
  if (format === signed && bits === 8 && !whiteIsZero) return { kind: 'grey', whiteIsZero };
  if (format === float && bits === 32) return { kind: 'clipped-grey', type: 'float32' };
  // Pillow ignores that white is zero, and reads only this byte order.
  if (format === unsigned && bits === 16 && whiteIsZero && littleEndian)
    return { kind: 'clipped-grey', type: 'uint16' };
  const type = clippedTypes[`${format} ${bits}`];
  return type === undefined || whiteIsZero ? null : { kind: 'clipped-grey', type };
}

const clippedTypes: Readonly<Record<string, (Colours & { readonly kind: 'clipped-grey' })['type']>> = {
  [`${unsigned} 12`]: 'uint12',
  [`${unsigned} 16`]: 'uint16',
  // Pillow treats the upper half as negative numbers.
  [`${unsigned} 32`]: 'int32',
  [`${signed} 16`]: 'int16',
  [`${signed} 32`]: 'int32',
};

function rgbOf({ bits, count, extras, inCompressedPlanes }: Said): Colours | null {
  const [first, ...rest] = extras;
  const most = bits === 8 ? 6 : 4;
  const known = first === undefined || [0, 1, 2].includes(first) || (first === corelAlpha && count === 4 && bits === 8);
  // A fourth sample without a stated meaning is alpha, which Pillow takes as premultiplied in compressed planes.
  const all = count === 3 + extras.length || (count === 4 && first === undefined);
  const fits = (bits === 8 || bits === 16) && count <= most && all && known;
  if (!fits || rest.some((value) => value !== extra.unspecified)) return null;
  const isUnspoken = first === undefined && count === 4;
  return { kind: 'rgb', isMultipliedByAlpha: first === extra.multipliedAlpha || (isUnspoken && inCompressedPlanes) };
}

function describe({ photometric: meaning, format, bits, count, extras }: Said): string {
  const name = photometricNames[meaning] ?? `photometric interpretation ${meaning}`;
  const type = formatNames[format] ?? `format-${format}`;
  const further = extras.length === 0 ? '' : `, ${extras.length} beyond the colours`;
  return `${count} ${type} sample${count === 1 ? '' : 's'} of ${bits} bits (${name}${further})`;
}
