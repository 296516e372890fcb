/** Converts a TIFF's samples to RGB as Pillow does. */
import { damaged } from '../photo-fault.ts';
import { inksToRgb } from '../pillow-modes.ts';
import type { Directory } from './directory.ts';
import { labToRgb } from './lab.ts';
import type { TiffPage } from './page.ts';
import { jpegTables, readYcbcrTables, ycbcrToRgb } from './ycbcr.ts';

/**
 * Converts `count` pixels of a row.
 *
 * @param data samples as the file stores them, pixel by pixel.
 * @param from byte offset of the row in `data`.
 * @param rgb [..., 3]; the first pixel's red is written at `to`.
 */
export type RowConverter = (data: Uint8Array, from: number, count: number, rgb: Uint8Array, to: number) => void;

/** @throws PhotoFault when what the conversion needs is missing, such as a palette. */
export function rowConverter(page: TiffPage): RowConverter {
  const { directory, colours, bits, count: samples } = page;
  switch (colours.kind) {
    case 'grey': {
      const table = Uint8Array.from({ length: 3 << bits }, (_, i) => {
        const level = (Math.floor(i / 3) * 255) / ((1 << bits) - 1);
        return colours.whiteIsZero ? 255 - level : level;
      });
      return byTable(bits, samples, table);
    }
    case 'palette':
      return byTable(bits, samples, readPalette(directory, 1 << bits));
    case 'clipped-grey':
      return clippedGrey(colours.type, directory.littleEndian);
    case 'rgb':
      return rgbRow(bits / 8, samples, directory.littleEndian, colours.isMultipliedByAlpha);
    case 'cmyk':
      return inkRow(bits / 8, samples, directory.littleEndian);
    case 'lab':
      return labToRgb;
    case 'ycbcr':
      return ycbcrToRgb(page.compression.kind === 'jpeg' && !page.isPlanar ? jpegTables : readYcbcrTables(directory));
  }
}

/** @param table the RGB of each value of the first sample. */
function byTable(bits: number, samples: number, table: Uint8Array): RowConverter {
  const mask = (1 << bits) - 1;
  return (data, from, count, rgb, to) => {
    for (let i = 0; i < count; i++) {
      const bit = i * bits * samples;
      const value = (data[from + (bit >> 3)]! >> (8 - bits - (bit & 7))) & mask;
      rgb[to + 3 * i] = table[3 * value]!;
      rgb[to + 3 * i + 1] = table[3 * value + 1]!;
      rgb[to + 3 * i + 2] = table[3 * value + 2]!;
    }
  };
}

/** TIFF 6.0, section 5: all reds, all greens, all blues, in 16 bits; some writers use 8. */
function readPalette(directory: Directory, colours: number): Uint8Array {
  const found = directory.count('colourMap');
  if (found !== 3 * colours) throw damaged(`its colour table has ${found} values, not ${3 * colours}`);
  const values = directory.numbers('colourMap', found);
  const divisor = values.every((value) => value < 256) ? 1 : 256;
  return Uint8Array.from(values, (_, i) => values[(i % 3) * colours + Math.floor(i / 3)]! / divisor);
}

type ClippedType = 'uint12' | 'uint16' | 'int16' | 'int32' | 'float32';

function clippedGrey(type: ClippedType, littleEndian: boolean): RowConverter {
  return (data, from, count, rgb, to) => {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    for (let i = 0; i < count; i++) {
      const level = levelAt(view, type, from, i, littleEndian);
      // NaN becomes 0.
      const clipped = level >= 255 ? 255 : level > 0 ? level : 0;
      rgb[to + 3 * i] = clipped;
      rgb[to + 3 * i + 1] = clipped;
      rgb[to + 3 * i + 2] = clipped;
    }
  };
}

function levelAt(view: DataView, type: ClippedType, from: number, index: number, littleEndian: boolean): number {
  switch (type) {
    case 'uint12': {
      const at = from + Math.floor(index * 1.5);
      const word = (view.getUint8(at) << 8) | view.getUint8(at + 1);
      return index % 2 === 0 ? word >> 4 : word & 0xfff;
    }
    case 'uint16':
      return view.getUint16(from + 2 * index, littleEndian);
    case 'int16':
      return view.getInt16(from + 2 * index, littleEndian);
    case 'int32':
      return view.getInt32(from + 4 * index, littleEndian);
    case 'float32':
      return view.getFloat32(from + 4 * index, littleEndian);
  }
}

/** @param bytes per sample; of two, only the high byte is used. */
function rgbRow(bytes: number, samples: number, littleEndian: boolean, isMultipliedByAlpha: boolean): RowConverter {
  const high = bytes === 2 && littleEndian ? 1 : 0;
  const step = bytes * samples;
  if (step === 3) return (data, from, count, rgb, to) => rgb.set(data.subarray(from, from + 3 * count), to);
  return (data, from, count, rgb, to) => {
    for (let i = 0, at = from + high; i < count; i++, at += step) {
      const alpha = isMultipliedByAlpha ? data[at + 3 * bytes]! : 255;
      for (let colour = 0; colour < 3; colour++) {
        const value = data[at + colour * bytes]!;
        const divided = alpha === 0 ? 0 : Math.min(255, Math.floor((value * 255) / alpha));
        rgb[to + 3 * i + colour] = alpha === 255 ? value : divided;
      }
    }
  };
}

function inkRow(bytes: number, samples: number, littleEndian: boolean): RowConverter {
  const high = bytes === 2 && littleEndian ? 1 : 0;
  const step = bytes * samples;
  return (data, from, count, rgb, to) => {
    const inks = new Uint8Array(count * 4);
    for (let i = 0; i < inks.length; i++) inks[i] = data[from + high + (i >> 2) * step + (i & 3) * bytes]!;
    rgb.set(inksToRgb({ width: count, height: 1, data: inks }).data, to);
  };
}
