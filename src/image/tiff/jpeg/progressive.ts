/** Decodes progressive JPEG (ITU-T T.81, annex G) to planes: scans refine the coefficients, which are transformed at the end. */
import { damaged } from '../../photo-fault.ts';
import type { Frame, JpegTables, Scan } from './header.ts';
import { zigzag } from './header.ts';
import { EntropyBits, type HuffmanTable } from './huffman.ts';
import { inverseDct, wrapped } from './inverse-dct.ts';
import { eachBlock, type Plane, quantisationOf } from './planes.ts';

/** libtiff's limit. Encoders write about ten; each scan could make a decoder visit all blocks for a few bytes. */
const mostScans = 99;

/** A component's coefficients. */
interface Component {
  readonly plane: Plane;
  /** Blocks per row. */
  readonly across: number;
  /** [blocks, 64], each block in row order. */
  readonly coefficients: Int16Array;
  /** The number of low bits of each coefficient that are still missing; null before its first scan. */
  readonly shifts: (number | null)[];
  /** The table that was in force at its first scan. */
  quantisation: Int32Array | null;
}

export class ProgressivePlanes {
  readonly #frame: Frame;
  readonly #components: readonly Component[];
  #scans = 0;

  /** @param planes filled by `finish`. */
  constructor(frame: Frame, planes: readonly Plane[]) {
    this.#frame = frame;
    this.#components = planes.map((plane) => ({
      plane,
      across: plane.stride / 8,
      coefficients: new Int16Array(plane.samples.length),
      shifts: Array.from({ length: 64 }, () => null),
      quantisation: null,
    }));
  }

  /**
   * @returns the position of the marker after the scan.
   * @throws PhotoFault when a table is missing, the bits end or are invalid, or the scan does not continue the previous ones.
   */
  decodeScan(data: Uint8Array, scan: Scan, tables: JpegTables): number {
    this.#scans += 1;
    if (this.#scans > mostScans) throw damaged(`its progressive JPEG data have more than ${mostScans} scans`);
    const components = scan.components.map(({ index }) => this.#components[index]!);
    components.forEach((component, place) => {
      component.quantisation ??= quantisationOf(this.#frame, scan.components[place]!.index, tables);
      follow(component, scan);
    });
    const bits = new EntropyBits(data, scan.at);
    const decode = scan.first === 0 ? meansDecoder(bits, scan, tables) : detailsDecoder(bits, scan, tables);
    return eachBlock(bits, this.#frame, scan, tables.restartInterval, {
      read(place, column, row) {
        const { coefficients, across } = components[place]!;
        const at = (row * across + column) * 64;
        decode.block(coefficients.subarray(at, at + 64), place);
      },
      restart: () => decode.restart(),
    });
  }

  /** @throws PhotoFault when coefficients are missing or incomplete, which libjpeg would smooth over. */
  finish(): void {
    const block = new Int32Array(64);
    for (const { plane, across, coefficients, shifts, quantisation } of this.#components) {
      if (shifts.some((shift) => shift !== 0)) throw damaged('its progressive JPEG data are incomplete');
      for (let at = 0, index = 0; at < coefficients.length; at += 64, index++) {
        for (let i = 0; i < 64; i++) block[i] = wrapped(coefficients[at + i]! * quantisation![i]!);
        const top = Math.floor(index / across) * 8;
        inverseDct(block, plane.samples, top * plane.stride + (index % across) * 8, plane.stride);
      }
    }
  }
}

/** Records which bits the scan adds. @throws PhotoFault when they do not follow those of the previous scans. */
function follow({ shifts }: Component, { first, last, shiftBefore, shift, components }: Scan): void {
  const isBand = first === 0 ? last === 0 : last >= first && last < 64 && components.length === 1;
  const isNext = shiftBefore === 0 ? shift < 14 : shift === shiftBefore - 1;
  if (!isBand || !isNext) throw damaged('a scan of its progressive JPEG data is invalid');
  for (let i = first; i <= last; i++) {
    if (shifts[i] !== (shiftBefore === 0 ? null : shiftBefore)) {
      throw damaged('a scan of its progressive JPEG data does not follow the ones before');
    }
    shifts[i] = shift;
  }
}

interface BlockDecoder {
  block(coefficients: Int16Array, place: number): void;
  restart(): void;
}

/** Decodes the DC coefficient of each block. */
function meansDecoder(bits: EntropyBits, { components, shiftBefore, shift }: Scan, { dc }: JpegTables): BlockDecoder {
  if (shiftBefore > 0) {
    return {
      block(coefficients) {
        coefficients[0]! |= bits.plain(1) << shift;
      },
      restart() {},
    };
  }
  const tables = components.map((component) => expectTable(dc[component.dc]));
  const means = components.map(() => 0);
  return {
    block(coefficients, place) {
      means[place]! += bits.number(bits.code(tables[place]!));
      coefficients[0] = means[place]! << shift;
    },
    restart: () => means.fill(0),
  };
}

function expectTable(table: HuffmanTable | undefined): HuffmanTable {
  if (table === undefined) throw damaged('a table of its JPEG data is missing');
  return table;
}

/** Decodes the AC coefficients; whole runs of blocks may have no new ones. */
function detailsDecoder(bits: EntropyBits, scan: Scan, { ac }: JpegTables): BlockDecoder {
  const { first, last, shiftBefore, shift } = scan;
  const table = expectTable(ac[scan.components[0]!.ac]);
  const positive = 1 << shift;
  const negative = -1 << shift;
  /** The number of blocks, from this one on, without new coefficients. */
  let emptyBlocks = 0;

  const startEmptyBlocks = (size: number) => {
    emptyBlocks = (1 << size) + (size > 0 ? bits.plain(size) : 0);
  };

  const refine = (coefficients: Int16Array, at: number) => {
    const value = coefficients[at]!;
    if (bits.plain(1) === 1 && (value & positive) === 0) coefficients[at] = value + (value < 0 ? negative : positive);
  };

  const firstTime = (coefficients: Int16Array) => {
    for (let i = first; i <= last && emptyBlocks === 0; i++) {
      const symbol = bits.code(table);
      const size = symbol & 15;
      if (size === 0 && symbol !== 0xf0) {
        startEmptyBlocks(symbol >> 4);
        break;
      }
      i += symbol >> 4;
      if (size === 0) continue;
      if (i > last) throw damaged('a block of its JPEG data has too many coefficients');
      coefficients[zigzag[i]!] = bits.number(size) << shift;
    }
  };

  const nextTime = (coefficients: Int16Array) => {
    let i = first;
    while (i <= last && emptyBlocks === 0) {
      const symbol = bits.code(table);
      const size = symbol & 15;
      if (size > 1) throw damaged('its JPEG data refine a coefficient by more than a bit');
      if (size === 0 && symbol !== 0xf0) {
        startEmptyBlocks(symbol >> 4);
        break;
      }
      const value = size === 0 ? 0 : bits.plain(1) === 1 ? positive : negative;
      // Skips as many zeros as the symbol says; non-zero coefficients on the way are refined.
      for (let zeros = symbol >> 4; i <= last; i++) {
        const at = zigzag[i]!;
        if (coefficients[at] !== 0) refine(coefficients, at);
        else if (zeros === 0) break;
        else zeros -= 1;
      }
      if (i > last && value !== 0) throw damaged('a block of its JPEG data has too many coefficients');
      if (value !== 0) coefficients[zigzag[i]!] = value;
      i += 1;
    }
    if (emptyBlocks > 0) for (; i <= last; i++) if (coefficients[zigzag[i]!] !== 0) refine(coefficients, zigzag[i]!);
  };

  return {
    block(coefficients) {
      if (shiftBefore === 0) firstTime(coefficients);
      else nextTime(coefficients);
      if (emptyBlocks > 0) emptyBlocks -= 1;
    },
    restart() {
      emptyBlocks = 0;
    },
  };
}
