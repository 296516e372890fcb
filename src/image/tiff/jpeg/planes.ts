/** Baseline JPEG (ITU-T T.81) to the planes of its components, as libjpeg computes them before any upsampling. */
import { damaged } from '../../photo-fault.ts';
import type { Frame, JpegTables, Scan } from './header.ts';
import { zigzag } from './header.ts';
import { EntropyBits, type HuffmanTable } from './huffman.ts';
import { inverseDct, wrapped } from './inverse-dct.ts';

/** Samples of one component, up to whole units. */
export interface Plane {
  readonly samples: Uint8Array;
  readonly stride: number;
  /** Samples that belong to the picture. */
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

/** Blocks of the component that has most in a unit. */
export function unitOf({ components }: Frame): { readonly across: number; readonly down: number } {
  return {
    across: Math.max(...components.map(({ across }) => across)),
    down: Math.max(...components.map(({ down }) => down)),
  };
}

/**
 * Decodes a scan into the planes. A scan of one component has units of one block.
 *
 * @returns where the marker after it stands.
 * @throws PhotoFault when a table is missing, or the bits end or make no sense.
 */
export function decodeScan(
  data: Uint8Array,
  scan: Scan,
  frame: Frame,
  tables: JpegTables,
  planes: readonly Plane[],
): number {
  const bits = new EntropyBits(data, scan.at);
  const alone = scan.components.length === 1;
  const { across } = unitOf(frame);
  const unitsAcross = alone
    ? Math.ceil(planes[scan.components[0]!.index]!.width / 8)
    : Math.ceil(frame.width / (8 * across));
  const parts = scan.components.map(({ index, dc, ac }): Part => {
    const component = frame.components[index]!;
    const found = { dc: tables.dc[dc], ac: tables.ac[ac], quantisation: tables.quantisation[component.quantisation] };
    if (!found.dc || !found.ac || !found.quantisation) throw damaged('a table of its JPEG data is missing');
    const unit = alone ? { across: 1, down: 1 } : { across: component.across, down: component.down };
    return { ...unit, dc: found.dc, ac: found.ac, quantisation: found.quantisation, plane: planes[index]!, last: 0 };
  });
  const block = new Int32Array(64);
  const rows = unitRows(frame, scan);
  for (let row = 0, unit = 0; row < rows; row++) {
    for (let column = 0; column < unitsAcross; column++, unit++) {
      if (tables.restartInterval > 0 && unit > 0 && unit % tables.restartInterval === 0) {
        bits.restart();
        for (const part of parts) part.last = 0;
      }
      for (const part of parts) {
        const { plane } = part;
        for (let y = 0; y < part.down; y++) {
          for (let x = 0; x < part.across; x++) {
            readBlock(bits, part, block);
            const top = (row * part.down + y) * 8;
            inverseDct(block, plane.samples, top * plane.stride + (column * part.across + x) * 8, plane.stride);
          }
        }
      }
    }
  }
  return bits.toMarker();
}

/** One component's share of a scan. */
interface Part {
  /** Blocks of a unit. */
  readonly across: number;
  readonly down: number;
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
  readonly quantisation: Int32Array;
  readonly plane: Plane;
  /** The mean of the block before, from which the next one's differs. */
  last: number;
}

/** Reads the coefficients of a block (T.81, annex F.2.2), multiplied by their quantisation. */
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

/** Rows of units of a whole scan. */
function unitRows(frame: Frame, scan: Scan): number {
  const { down } = unitOf(frame);
  const [only, second] = scan.components;
  if (second !== undefined) return Math.ceil(frame.height / (8 * down));
  return Math.ceil((frame.height * frame.components[only!.index]!.down) / (8 * down));
}
