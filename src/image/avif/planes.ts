/** The planes of an AV1 picture before their conversion to RGB. */
import { damaged } from '../photo-fault.ts';
import type { AvifPicture, CodedPicture } from './container.ts';

export interface Planes {
  readonly width: number;
  readonly height: number;
  /** [height, width]; more than 8 bits only without chroma. */
  readonly brightness: Uint8Array | Uint16Array;
  /** Bits per luma value: 8, 10 or 12. */
  readonly bits: number;
  /** Blue and red differences around 128; null in a grey picture. */
  readonly colours: ColourPlanes | null;
}

export interface ColourPlanes {
  /** [ceil(height / 2^shiftY), ceil(width / 2^shiftX)] */
  readonly blue: Uint8Array;
  readonly red: Uint8Array;
  /** Subsampling as a power of 2: 0 or 1. */
  readonly shiftX: number;
  readonly shiftY: number;
}

/** A picture's coding, as its box av1C states it (AV1 Codec ISO Media File Format Binding, section 2.3). */
export interface Coding {
  readonly bits: number;
  readonly isGrey: boolean;
  readonly shiftX: number;
  readonly shiftY: number;
}

export function codingOf({ configuration }: CodedPicture): Coding {
  const flags = configuration[2] ?? 0;
  const flag = (bit: number) => (flags & bit) !== 0;
  return {
    bits: flag(0x40) ? (flag(0x20) ? 12 : 10) : 8,
    isGrey: flag(0x10),
    shiftX: flag(0x08) ? 1 : 0,
    shiftY: flag(0x04) ? 1 : 0,
  };
}

/** Assembles the tiles of a grid. @throws PhotoFault when they do not fit together. */
export function joinTiles({ width, height, columns }: AvifPicture, tiles: readonly Planes[]): Planes {
  const [first] = tiles;
  if (first === undefined) throw damaged('its picture has no tiles');
  if (tiles.length === 1) return first;
  const rows = tiles.length / columns;
  if (first.width * columns < width || first.height * rows < height) throw damaged('its tiles do not fill its picture');
  const isAlike = (tile: Planes) =>
    tile.width === first.width &&
    tile.height === first.height &&
    tile.bits === first.bits &&
    tile.colours?.shiftX === first.colours?.shiftX &&
    tile.colours?.shiftY === first.colours?.shiftY;
  if (!tiles.every(isAlike)) throw damaged('its tiles differ in kind');
  const join = <T extends Uint8Array | Uint16Array>(
    to: T,
    planeOf: (tile: Planes) => T,
    shiftX: number,
    shiftY: number,
  ) => {
    const [across, down] = [halved(width, shiftX), halved(height, shiftY)];
    const [tileAcross, tileDown] = [halved(first.width, shiftX), halved(first.height, shiftY)];
    for (const [i, tile] of tiles.entries()) {
      const left = (i % columns) * tileAcross;
      const top = Math.floor(i / columns) * tileDown;
      const length = Math.min(tileAcross, across - left);
      for (let y = 0; y < tileDown && top + y < down && length > 0; y++) {
        to.set(planeOf(tile).subarray(y * tileAcross, y * tileAcross + length), (top + y) * across + left);
      }
    }
    return to;
  };
  const { bits, colours } = first;
  const whole = bits > 8 && colours === null ? new Uint16Array(width * height) : new Uint8Array(width * height);
  const brightness = join<Uint8Array | Uint16Array>(whole, (tile) => tile.brightness, 0, 0);
  if (colours === null) return { width, height, bits, brightness, colours };
  const { shiftX, shiftY } = colours;
  const size = halved(width, shiftX) * halved(height, shiftY);
  const blue = join(new Uint8Array(size), (tile) => tile.colours!.blue, shiftX, shiftY);
  const red = join(new Uint8Array(size), (tile) => tile.colours!.red, shiftX, shiftY);
  return { width, height, bits, brightness, colours: { blue, red, shiftX, shiftY } };
}

/** The number of values along a side of a subsampled plane. */
export function halved(length: number, shift: number): number {
  return (length + (1 << shift) - 1) >> shift;
}
