/**
 * Converts the planes of a decoded frame to RGB, bit for bit as ffmpeg does on CPUs with SSSE3 (libswscale's unscaled yuv2rgb):
 * 16-bit products, each truncated, and no interpolation of chroma. Browsers convert in several other ways, so scores would depend
 * on where a frame was decoded.
 */
import type { Photo } from '../image/photo.ts';
import type { Colours, CopiedFrame, PlaneLayout } from './copied-frame.ts';
import { recovered } from './recovered.ts';

/** Where a pixel's chroma is. */
interface ChromaLayout {
  readonly u: PlaneLayout;
  readonly v: PlaneLayout;
  /** The distance between values, in bytes. */
  readonly step: number;
  /** By how many bits columns and rows are subsampled. */
  readonly shiftX: number;
  readonly shiftY: number;
}

/** The contributions of V to red, of U to blue, and of U and V (negative) to green, in 65536ths (ITU-R BT.601, 709, 2020). */
type Matrix = readonly [red: number, blue: number, greenU: number, greenV: number];

const bt601: Matrix = [104597, 132201, 25675, 53279];
const matrices: Readonly<Record<string, Matrix>> = {
  smpte170m: bt601,
  bt470bg: bt601,
  bt709: [117489, 138438, 13975, 34925],
  'bt2020-ncl': [110013, 140363, 12277, 42626],
};

/** Whether frames of this WebCodecs format can be converted: eight bits per value, with or without alpha. */
export function isConverted(format: string | null): boolean {
  return format !== null && (format in chromaOf || format in packed);
}

const planar = (shiftX: number, shiftY: number) => (layouts: readonly PlaneLayout[]) => ({
  ...{ u: layouts[1]!, v: layouts[2]!, step: 1 },
  ...{ shiftX, shiftY },
});

const chromaOf: Readonly<Record<string, (layouts: readonly PlaneLayout[]) => ChromaLayout>> = {
  I420: planar(1, 1),
  I420A: planar(1, 1),
  I422: planar(1, 0),
  I422A: planar(1, 0),
  I444: planar(0, 0),
  I444A: planar(0, 0),
  NV12: ([, both]) => {
    return { u: both!, v: { ...both!, offset: both!.offset + 1 }, step: 2, shiftX: 1, shiftY: 1 };
  },
};

/** The positions of red, green and blue in four bytes. */
type Order = readonly [number, number, number];

const packed: Readonly<Record<string, Order>> = {
  RGBA: [0, 1, 2],
  RGBX: [0, 1, 2],
  BGRA: [2, 1, 0],
  BGRX: [2, 1, 0],
};

/**
 * @param frame in a format that `isConverted` accepts.
 * @param colours as the file states them.
 */
export function frameToRgb(frame: CopiedFrame, colours: Colours): Photo {
  const { format, width, height, bytes } = frame;
  const order = packed[format];
  if (order !== undefined) {
    const planes = recovered(frame, order);
    return planes === null ? unpacked(frame, order) : frameToRgb(planes, colours);
  }
  const data = new Uint8Array(3 * width * height);
  const [luma] = frame.layouts as readonly [PlaneLayout];
  const { u, v, step, shiftX, shiftY } = chromaOf[format]!(frame.layouts);
  const { light, red, blue, greenU, greenV } = tablesOf(colours);
  const clamped = new Uint8ClampedArray(data.buffer);
  // For odd sizes, some decoders omit the last half column and row of the chroma planes.
  const lastColumn = Math.floor(u.stride / step) - 1;
  const lastRow = Math.ceil((bytes.length - v.offset) / v.stride) - 1;
  for (let y = 0, to = 0; y < height; y++) {
    const row = luma.offset + y * luma.stride;
    const chromaRow = Math.min(y >> shiftY, lastRow);
    const rowU = u.offset + chromaRow * u.stride;
    const rowV = v.offset + chromaRow * v.stride;
    for (let x = 0; x < width; x++) {
      const value = light[bytes[row + x]!]!;
      const column = Math.min(x >> shiftX, lastColumn) * step;
      const valueU = bytes[rowU + column]!;
      const valueV = bytes[rowV + column]!;
      clamped[to++] = value + red[valueV]!;
      clamped[to++] = value + greenU[valueU]! + greenV[valueV]!;
      clamped[to++] = value + blue[valueU]!;
    }
  }
  return { width, height, data };
}

function unpacked({ width, height, bytes, layouts }: CopiedFrame, order: Order): Photo {
  const data = new Uint8Array(3 * width * height);
  const [{ offset, stride }] = layouts as readonly [PlaneLayout];
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0, at = offset + y * stride; x < width; x++, at += 4) {
      for (const place of order) data[to++] = bytes[at + place]!;
    }
  }
  return { width, height, data };
}

type Tables = Readonly<Record<'light' | 'red' | 'blue' | 'greenU' | 'greenV', Int16Array>>;

const made = new Map<string, Tables>();

/** What each byte contributes to each colour: value << 3 times a 13-bit coefficient, upper 16 bits of the product. */
function tablesOf({ matrix, fullRange }: Colours): Tables {
  const key = `${matrix} ${fullRange}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const [red, blue, greenU, greenV] = (matrix === null ? undefined : matrices[matrix]) ?? bt601;
  const ofChroma = (coefficient: number) => (fullRange ? Math.trunc((coefficient * 224) / 255) : coefficient);
  const coefficient = (value: number) => Math.floor((value * 8192 + 32768) / 65536);
  const table = (factor: number, zero: number) =>
    Int16Array.from({ length: 256 }, (_, value) => (8 * (value - zero) * coefficient(factor)) >> 16);
  const tables = {
    light: table(fullRange ? 65536 : Math.trunc((65536 * 255) / 219), fullRange ? 0 : 16),
    red: table(ofChroma(red), 128),
    blue: table(ofChroma(blue), 128),
    greenU: table(ofChroma(-greenU), 128),
    greenV: table(ofChroma(-greenV), 128),
  };
  made.set(key, tables);
  return tables;
}
