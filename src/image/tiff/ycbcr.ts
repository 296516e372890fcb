/**
 * Converts YCbCr (TIFF 6.0, section 21) to RGB. Data stored as YCbCr use libtiff's tables (`tif_color.c`), computed in float32;
 * JPEG data in one stream use libjpeg's conversion.
 */
import { damaged } from '../photo-fault.ts';
import type { Directory } from './directory.ts';
import { unsupportedTiff } from './refusal.ts';

export interface Subsampling {
  /** Pixels per chroma sample along a row and a column. */
  readonly across: number;
  readonly down: number;
}

/** Pixels across and down: those of TIFF 6.0, section 21, and one more that libtiff supports. */
const subsamplings = ['1x1', '2x1', '2x2', '4x1', '4x2', '4x4', '1x2'];

/** @throws PhotoFault for an invalid subsampling. */
export function readSubsampling(directory: Directory): Subsampling {
  const [across = 0, down = 0] = directory.has('ycbcrSubsampling') ? directory.numbers('ycbcrSubsampling', 2) : [2, 2];
  if (!subsamplings.includes(`${across}x${down}`)) {
    throw unsupportedTiff(`whose colours are stored for each ${across}x${down} pixels`);
  }
  return { across, down };
}

/**
 * The number of bytes of a block in which each unit of `across` x `down` pixels is their luma followed by its two chroma values.
 */
export function bytesOfUnits({ across, down }: Subsampling, width: number, rows: number): number {
  return Math.ceil(width / across) * Math.ceil(rows / down) * (across * down + 2);
}

/** @returns [rows, width, 3]: Y, Cb, Cr of each pixel. */
export function spreadUnits(units: Uint8Array, { across, down }: Subsampling, width: number, rows: number): Uint8Array {
  const spread = new Uint8Array(rows * width * 3);
  const unitLength = across * down + 2;
  const unitsAcross = Math.ceil(width / across);
  for (let y = 0, to = 0; y < rows; y++) {
    const rowOfUnits = Math.floor(y / down) * unitsAcross;
    for (let x = 0; x < width; x++, to += 3) {
      const unit = (rowOfUnits + Math.floor(x / across)) * unitLength;
      spread[to] = units[unit + (y % down) * across + (x % across)]!;
      spread[to + 1] = units[unit + unitLength - 2]!;
      spread[to + 2] = units[unit + unitLength - 1]!;
    }
  }
  return spread;
}

/** What each value of a sample adds; green's are scaled by 65536. */
export interface YcbcrTables {
  readonly brightness: Int32Array;
  readonly redOfCr: Int32Array;
  readonly greenOfCr: Int32Array;
  readonly greenOfCb: Int32Array;
  readonly blueOfCb: Int32Array;
}

/** What a chroma sample adds for each of its levels, times 65536. */
interface Factors {
  readonly redOfCr: number;
  readonly greenOfCr: number;
  readonly greenOfCb: number;
  readonly blueOfCb: number;
}

type Level = (sample: number) => number;

const { fround } = Math;
const scale = 65536;
const half = scale / 2;

function tablesOf(factors: Factors, brightness: Level, cb: Level, cr: Level): YcbcrTables {
  const table = (entry: Level) => Int32Array.from({ length: 256 }, (_, sample) => entry(sample));
  return {
    brightness: table(brightness),
    redOfCr: table((sample) => (factors.redOfCr * cr(sample) + half) >> 16),
    greenOfCr: table((sample) => factors.greenOfCr * cr(sample)),
    greenOfCb: table((sample) => factors.greenOfCb * cb(sample) + half),
    blueOfCb: table((sample) => (factors.blueOfCb * cb(sample) + half) >> 16),
  };
}

const fromMiddle: Level = (sample) => sample - 128;

/** JPEG's conversion, by libjpeg's rounded factors (`jdcolor.c`). */
export const jpegTables = tablesOf(
  { redOfCr: 91881, greenOfCr: -46802, greenOfCb: -22554, blueOfCb: 116130 },
  (sample) => sample,
  fromMiddle,
  fromMiddle,
);

/** The shares of red, green and blue in luma: ITU-R BT.601's. */
const defaultShares = [0.299, 0.587, 0.114];
/** Each sample's reference levels: black and white, then no and full chroma. */
const defaultReferences = [0, 255, 128, 255, 128, 255];
const outermost = 128 * 32;
/** The largest references that libtiff accepts. */
const largestReference = 2 ** 31 - 128;

/** @throws PhotoFault when the file's coefficients are invalid. */
export function readYcbcrTables(directory: Directory): YcbcrTables {
  const shares = (directory.fractions('ycbcrCoefficients', 3) ?? defaultShares).map(fround);
  const references = (directory.fractions('referenceBlackWhite', 6) ?? defaultReferences).map(fround);
  const [red, green, blue] = shares as [number, number, number];
  const isLevel = (value: number) => Math.abs(value) < largestReference;
  if (!shares.every(Number.isFinite) || green === 0 || !references.every(isLevel)) {
    throw damaged('its coefficients of YCbCr are not numbers');
  }
  const ofCr = fround(2 - fround(2 * red));
  const ofCb = fround(2 - fround(2 * blue));
  const factors = {
    redOfCr: fixed(ofCr),
    greenOfCr: -fixed(fround(fround(red * ofCr) / green)),
    greenOfCb: -fixed(fround(fround(blue * ofCb) / green)),
    blueOfCb: fixed(ofCb),
  };
  /** The sample's level between the reference values at index `place`. */
  const level =
    (place: number, middle: number, full: number): Level =>
    (sample) =>
      levelOf(sample - middle, fround(references[place]! - middle), fround(references[place + 1]! - middle), full);
  return tablesOf(factors, level(0, 0, 255), level(2, 128, 127), level(4, 128, 127));
}

function fixed(factor: number): number {
  return Math.trunc(Math.min(Math.max(factor, 0), 2) * scale + 0.5);
}

/** A sample's position between its reference values, the upper of which maps to `full`. */
function levelOf(sample: number, low: number, high: number, full: number): number {
  const range = high === low ? 1 : fround(high - low);
  const level = fround(fround((sample - Math.trunc(low)) * full) / range);
  return Math.trunc(Math.min(Math.max(level, -outermost), outermost));
}

/** Converts `count` pixels of three bytes each. */
export function ycbcrToRgb(tables: YcbcrTables) {
  const { brightness, redOfCr, greenOfCr, greenOfCb, blueOfCb } = tables;
  return (data: Uint8Array, from: number, count: number, rgb: Uint8Array, to: number): void => {
    for (let i = 0; i < count; i++) {
      const level = brightness[data[from + 3 * i]!]!;
      const cb = data[from + 3 * i + 1]!;
      const cr = data[from + 3 * i + 2]!;
      rgb[to + 3 * i] = clamp(level + redOfCr[cr]!);
      rgb[to + 3 * i + 1] = clamp(level + ((greenOfCb[cb]! + greenOfCr[cr]!) >> 16));
      rgb[to + 3 * i + 2] = clamp(level + blueOfCb[cb]!);
    }
  };
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
