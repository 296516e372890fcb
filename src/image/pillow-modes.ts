/** Pillow's conversions to RGB from other modes, which differ from those of other libraries. */
import type { Photo } from './photo.ts';

/**
 * The formula of Convert.c, cmyk2rgb; no printing process is simulated.
 * @param picture [height, width, 4], C M Y K from 0 (no ink).
 */
export function inksToRgb({ width, height, data }: Photo): Photo {
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    const light = 255 - data[from + 3]!;
    for (let ink = 0; ink < 3; ink++) {
      const product = data[from + ink]! * light + 128;
      rgb[to + ink] = light - (((product >> 8) + product) >> 8);
    }
  }
  return { width, height, data: rgb };
}

/**
 * 16-bit grey, which Convert.c (I16_RGB) clips to 255 instead of scaling.
 * @param levels [height, width, channels], the first of which is grey.
 */
export function clipToRgb(width: number, height: number, levels: Uint16Array, channels: number): Photo {
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) rgb.fill(Math.min(levels[i * channels]!, 255), i * 3, i * 3 + 3);
  return { width, height, data: rgb };
}

/**
 * Other 16-bit colours, of which Unpack.c (RGB;16B and its kin) takes the upper byte.
 * @param levels [height, width, channels]: grey or R G B, and alpha, which is dropped.
 */
export function upperBytes(width: number, height: number, levels: Uint16Array, channels: number): Photo {
  const rgb = new Uint8Array(width * height * 3);
  const isGrey = channels < 3;
  for (let i = 0, to = 0; to < rgb.length; i += channels, to += 3) {
    for (let colour = 0; colour < 3; colour++) rgb[to + colour] = levels[isGrey ? i : i + colour]! >> 8;
  }
  return { width, height, data: rgb };
}
