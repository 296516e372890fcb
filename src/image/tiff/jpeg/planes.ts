/** Decodes baseline JPEG (ITU-T T.81) to the planes of its components, as libjpeg computes them before upsampling. */
import { damaged } from '../../photo-fault.ts';
import type { Frame, JpegTables, Scan } from './header.ts';
import { zigzag } from './header.ts';
import { EntropyBits, type HuffmanTable } from './huffman.ts';
import { inverseDct, wrapped } from './inverse-dct.ts';

/** One component's samples, in whole units. */
export interface Plane {
  readonly samples: Uint8Array;
  readonly stride: number;
  /** The size of the part that belongs to the picture. */
  readonly width: number;
  readonly height: number;
}

/** Empty planes for a frame. */
export function planesOf(frame: Frame): readonly Plane[] {
  const { across, down } = unitOf(frame);
  return frame.components.map((component) => {
    const stride = Math.ceil(frame.width / (8 * across)) * 8 * component.across;
    const rows = Math.ceil(frame.height / (8 * down)) * 8 * component.down;
    const width = Math.ceil((frame.width * component.across) / across);
    const height = Math.ceil((frame.height * component.down) / down);
    return { samples: new Uint8Array(stride * rows), stride, width, height };
  });
}

/** The largest number of blocks that a component has in a unit. */
export function unitOf({ components }: Frame): { readonly across: number; readonly down: number } {
  return {
    across: Math.max(...components.map(({ across }) => across)),
    down: Math.max(...components.map(({ down }) => down)),
  };
}

/**
 * Decodes a baseline scan into the planes.
 *
 * @returns the position of the marker after it.
 * @throws PhotoFault when a table is missing, or the bits end or are invalid.
 */
export function decodeScan(
  data: Uint8Array,
  scan: Scan,
  frame: Frame,
  tables: JpegTables,
  planes: readonly Plane[],
): number {
  const parts = scan.components.map(({ index, dc, ac }): Part => {
    const found = { dc: tables.dc[dc], ac: tables.ac[ac], quantisation: quantisationOf(frame, index, tables) };
    if (!found.dc || !found.ac) throw damaged('a table of its JPEG data is missing');
    return { dc: found.dc, ac: found.ac, quantisation: found.quantisation, plane: planes[index]!, last: 0 };
  });
  const block = new Int32Array(64);
  const bits = new EntropyBits(data, scan.at);
  return eachBlock(bits, frame, scan, tables.restartInterval, {
    read(place, column, row) {
      const part = parts[place]!;
      const { samples, stride } = part.plane;
      readBlock(bits, part, block);
      inverseDct(block, samples, row * 8 * stride + column * 8, stride);
    },
    restart() {
      for (const part of parts) part.last = 0;
    },
  });
}

/** A component's quantisation. @throws PhotoFault when it is missing. */
export function quantisationOf(frame: Frame, component: number, tables: JpegTables): Int32Array {
  const found = tables.quantisation[frame.components[component]!.quantisation];
  if (found === undefined) throw damaged('a table of its JPEG data is missing');
  return found;
}

interface BlockReader {
  /** @param place the component's index in the scan; column and row are those of the block in its plane. */
  read(place: number, column: number, row: number): void;
  restart(): void;
}

/**
 * Visits the blocks of a scan in coded order: unit by unit, or block by block where the scan has a single component.
 *
 * @returns the position of the marker after the scan.
 */
export function eachBlock(
  bits: EntropyBits,
  frame: Frame,
  scan: Scan,
  restartInterval: number,
  reader: BlockReader,
): number {
  const largest = unitOf(frame);
  const components = scan.components.map(({ index }) => frame.components[index]!);
  const [only] = components;
  const alone = components.length === 1;
  const unitsAcross = Math.ceil((frame.width * (alone ? only!.across : 1)) / (8 * largest.across));
  const unitsDown = Math.ceil((frame.height * (alone ? only!.down : 1)) / (8 * largest.down));
  for (let unit = 0; unit < unitsAcross * unitsDown; unit++) {
    if (restartInterval > 0 && unit > 0 && unit % restartInterval === 0) {
      bits.restart();
      reader.restart();
    }
    const column = unit % unitsAcross;
    const row = Math.floor(unit / unitsAcross);
    if (alone) {
      reader.read(0, column, row);
      continue;
    }
    components.forEach(({ across, down }, place) => {
      for (let i = 0; i < across * down; i++) {
        reader.read(place, column * across + (i % across), row * down + Math.floor(i / across));
      }
    });
  }
  return bits.toMarker();
}

/** One component of a scan. */
interface Part {
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
  readonly quantisation: Int32Array;
  readonly plane: Plane;
  /** The previous block's DC value, from which the next one's differs. */
  last: number;
}

/** Reads and dequantises the coefficients of a block (T.81, annex F.2.2). */
function readBlock(bits: EntropyBits, part: Part, block: Int32Array): void {
  part.last += bits.number(bits.code(part.dc));
  block.fill(0);
  block[0] = wrapped(part.last * part.quantisation[0]!);
  for (let i = 1; i < 64; i++) {
    const symbol = bits.code(part.ac);
    const size = symbol & 15;
    if (size === 0) {
      if (symbol !== 0xf0) return;
      i += 15;
      continue;
    }
    i += symbol >> 4;
    if (i > 63) throw damaged('a block of its JPEG data has too many coefficients');
    const place = zigzag[i]!;
    block[place] = wrapped(bits.number(size) * part.quantisation[place]!);
  }
}
