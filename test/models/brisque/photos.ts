/** The photos of test/fixtures/brisque/scores.json: degraded parts of the samples, and patterns computed with integers. */
import { type Box, cropPhoto } from '../../../src/image/crop.ts';
import type { Photo } from '../../../src/image/photo.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';

export interface PatternPhoto {
  readonly pattern: string;
  readonly width: number;
  readonly height: number;
}

export interface SamplePhoto {
  readonly sample: string;
  readonly box: Box;
  readonly change: string;
}

/** A hash of 32 bits. */
function scatter(seed: number): number {
  let n = seed;
  for (let round = 0; round < 2; round++) n = Math.imul(n ^ (n >>> 16), 0x45d9f3b);
  return (n ^ (n >>> 16)) >>> 0;
}

function triangle(t: number): number {
  return t % 512 < 256 ? t % 512 : 511 - (t % 512);
}

function level(pattern: string, x: number, y: number, channel: number): number {
  const noise = scatter(x + 4096 * y + 16777216 * channel) & 255;
  switch (pattern) {
    case 'flat':
      return [77, 200, 10][channel];
    case 'noise':
      return noise;
    case 'waves': {
      const fine = triangle(5 * x + 2 * y + 37 * channel);
      const coarse = triangle(x + 9 * y + Math.floor((x * y) / 16));
      const waves = Math.floor((2 * fine + coarse) / 3);
      return Math.min(Math.max(waves + Math.floor(noise / 16) - 8, 0), 255);
    }
    case 'blocks':
      return scatter(Math.floor(x / 8) + 4096 * Math.floor(y / 8)) & 255;
    case 'square':
      return x >= 5 && x < 9 && y >= 5 && y < 9 ? 255 : 0;
    default:
      throw new Error(`no pattern ${pattern}`);
  }
}

/** A photo of this size; `at` gives the level at a position and channel. */
function photoOf(width: number, height: number, at: (x: number, y: number, channel: number) => number): Photo {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / 3);
    data[i] = at(pixel % width, Math.floor(pixel / width), i % 3);
  }
  return { width, height, data };
}

export function patternPhoto({ pattern, width, height }: PatternPhoto): Photo {
  return photoOf(width, height, (x, y, channel) => level(pattern, x, y, channel));
}

export async function samplePhoto({ sample, box, change }: SamplePhoto): Promise<Photo> {
  const part = cropPhoto(await decodePhoto(`samples/${sample}.jpg`), box);
  const { width, height } = part;
  const old = (x: number, y: number, channel: number) => part.data[(y * width + x) * 3 + channel];
  switch (change) {
    case 'none':
      return part;
    case 'few levels':
      return photoOf(width, height, (...place) => old(...place) & 0xe0);
    case 'overexposed':
      return photoOf(width, height, (...place) => Math.min(old(...place) * 2, 255));
    case 'underexposed':
      return photoOf(width, height, (...place) => old(...place) >> 3);
    case 'upper half grey':
      return photoOf(width, height, (x, y, channel) => (y < Math.floor(height / 2) ? 99 : old(x, y, channel)));
    case 'every second pixel':
      return photoOf(Math.ceil(width / 2), Math.ceil(height / 2), (x, y, channel) => old(2 * x, 2 * y, channel));
    default:
      throw new Error(`no change ${change}`);
  }
}
