/** Converts AV1's planes to 8-bit RGB, as Pillow's libavif does with libyuv: the same integer arithmetic and interpolation. */

import { bt601, bt709, bt2020, type Matrix } from '../libyuv.ts';
import type { Photo } from '../photo.ts';
import { unsupported } from '../photo-fault.ts';
import type { ColourInformation } from './container.ts';
import { type ColourPlanes, halved, type Planes } from './planes.ts';

/** By matrix number in ITU-T H.273, table 4; 2 is unspecified. */
const matrices: Readonly<Record<number, Matrix>> = {
  1: bt709,
  2: bt601,
  5: bt601,
  6: bt601,
  9: bt2020,
};
const identity = 0;

/**
 * @param hasAlpha libavif converts grey with transparency differently.
 * @throws PhotoFault where the colours are coded in an unsupported way.
 */
export function planesToRgb(planes: Planes, colour: ColourInformation, hasAlpha: boolean): Photo {
  const { width, height, brightness, bits, colours } = planes;
  if (colours === null) {
    const levels = hasAlpha ? levelsByIntegers(colour).map((level) => clamp(level >> 6)) : exactLevels(bits, colour);
    const shift = hasAlpha ? bits - 8 : 0;
    const data = new Uint8Array(3 * width * height);
    for (let i = 0; i < brightness.length; i++) data.fill(levels[brightness[i]! >> shift]!, 3 * i, 3 * i + 3);
    return { width, height, data };
  }
  const data = new Uint8Array(3 * width * height);
  if (colour.matrix === identity) {
    if (colours.shiftX + colours.shiftY > 0 || !colour.fullRange) throw unknownColours(colour);
    for (let i = 0; i < brightness.length; i++) {
      data[3 * i] = colours.red[i]!;
      data[3 * i + 1] = brightness[i]!;
      data[3 * i + 2] = colours.blue[i]!;
    }
    return { width, height, data };
  }
  const factors = matrices[colour.matrix]?.[colour.fullRange ? 'full' : 'video'];
  if (factors === undefined) throw unknownColours(colour);
  const levels = levelsByIntegers(colour);
  const { blueToBlue, blueToGreen, redToGreen, redToRed } = factors;
  const blues = new Uint8Array(width);
  const reds = new Uint8Array(width);
  for (let y = 0, at = 0; y < height; y++) {
    fillRow(colours.blue, colours, planes, y, blues);
    fillRow(colours.red, colours, planes, y, reds);
    for (let x = 0; x < width; x++, at += 3) {
      const level = levels[brightness[y * width + x]!]!;
      const blue = blues[x]! - 128;
      const red = reds[x]! - 128;
      data[at] = clamp((level + redToRed * red) >> 6);
      data[at + 1] = clamp((level - blueToGreen * blue - redToGreen * red) >> 6);
      data[at + 2] = clamp((level + blueToBlue * blue) >> 6);
    }
  }
  return { width, height, data };
}

function unknownColours({ matrix, fullRange }: ColourInformation): Error {
  const range = fullRange ? 'full' : 'video';
  return unsupported(
    `it is an AVIF with colours coded by matrix ${matrix} in ${range} range, which is not read: save it as PNG`,
  );
}

/** Upsamples one row of a plane to the picture's size: subsampled values are weighted 3 to 1 in favour of the nearer. */
function fillRow(
  plane: Uint8Array,
  { shiftX, shiftY }: ColourPlanes,
  { width, height }: Planes,
  y: number,
  row: Uint8Array,
): void {
  const across = halved(width, shiftX);
  const down = halved(height, shiftY);
  const near = y >> shiftY;
  if (shiftX === 0 && shiftY === 0) {
    row.set(plane.subarray(near * across, (near + 1) * across));
    return;
  }
  // Above for the upper pixel of a pair, below for the lower; at an edge the value itself.
  const beside = y & 1 ? near + 1 : near - 1;
  const far = shiftY === 1 && beside >= 0 && beside < down ? beside : near;
  const column = (x: number) => 3 * plane[near * across + x]! + plane[far * across + x]!;
  for (let x = 0; x < width; x++) {
    const mid = x >> shiftX;
    const next = x & 1 ? mid + 1 : mid - 1;
    const isEdge = next < 0 || next >= across || ((x & 1) === 0 && x === width - 1);
    row[x] = (3 * column(mid) + column(shiftX === 0 || isEdge ? mid : next) + 8) >> 4;
  }
}

/** What each luma value adds to red, green and blue, in 1/64. */
function levelsByIntegers({ matrix, fullRange }: ColourInformation): Int32Array {
  // Grey pictures may have any matrix, since they have no chroma.
  const { factor, offset } = (matrices[matrix] ?? bt601)[fullRange ? 'full' : 'video'].light;
  return Int32Array.from({ length: 256 }, (_, level) => ((level * 257 * factor) >>> 16) + offset);
}

/** For grey: stretches video range, and rounds more than 8 bits. */
function exactLevels(bits: number, { fullRange }: ColourInformation): Uint8Array {
  const scale = 2 ** (bits - 8);
  const black = fullRange ? 0 : 16 * scale;
  const range = fullRange ? 2 ** bits - 1 : 219 * scale;
  return Uint8Array.from({ length: 2 ** bits }, (_, level) =>
    clamp(Math.floor((Math.max(level - black, 0) / range) * 255 + 0.5)),
  );
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
