/** Reads a JPEG stream's markers (ITU-T T.81, annex B): tables, the frame, and where a scan's coded bits begin. */
import { damaged } from '../../photo-fault.ts';
import { unsupportedTiff } from '../refusal.ts';
import { type HuffmanTable, huffmanTable } from './huffman.ts';

/** Tables by number, which stay in force until they are redefined. */
export interface JpegTables {
  /** [8, 8] in row order, not in zigzag order. */
  readonly quantisation: readonly (Int32Array | undefined)[];
  readonly dc: readonly (HuffmanTable | undefined)[];
  readonly ac: readonly (HuffmanTable | undefined)[];
  /** Units between restarts; 0 for none. */
  readonly restartInterval: number;
}

export const noTables: JpegTables = { quantisation: [], dc: [], ac: [], restartInterval: 0 };

export interface Component {
  readonly id: number;
  /** Blocks per unit. */
  readonly across: number;
  readonly down: number;
  readonly quantisation: number;
}

export interface Frame {
  readonly isProgressive: boolean;
  readonly width: number;
  readonly height: number;
  readonly components: readonly Component[];
}

export interface Scan {
  readonly components: readonly { readonly index: number; readonly dc: number; readonly ac: number }[];
  /** The first and last coefficient that a progressive scan codes, counted from low to high frequencies. */
  readonly first: number;
  readonly last: number;
  /** The number of their low bits missing before a progressive scan (0 for its first one), and after it. */
  readonly shiftBefore: number;
  readonly shift: number;
  /** Where its coded bits begin. */
  readonly at: number;
}

export interface Segments {
  readonly tables: JpegTables;
  readonly frame: Frame | null;
  /** null when the stream ends, or has an end marker, before any scan. */
  readonly scan: Scan | null;
}

/** Markers to skip: conditioning of arithmetic coding, number of lines, application data, comments. */
const isIdle = (kind: number) => kind === 0xcc || kind === 0xdc || (kind >= 0xe0 && kind <= 0xef) || kind === 0xfe;
const code = { dht: 0xc4, soi: 0xd8, eoi: 0xd9, sos: 0xda, dqt: 0xdb, dri: 0xdd, tem: 0x01 } as const;
const otherFrames: ReadonlyMap<number, string> = new Map([
  [0xc3, 'lossless'],
  [0xc9, 'arithmetic'],
  [0xca, 'progressive arithmetic'],
  [0xcb, 'lossless arithmetic'],
]);

/** The index in rows of 8 of each coefficient, which are stored from low to high frequencies. */
export const zigzag = Uint8Array.from([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47,
  55, 62, 63,
]);

/**
 * Reads markers from `at` up to the next scan.
 *
 * @param tables those in force at that point.
 * @param frame the frame whose scans are read; null before it was read.
 * @throws PhotoFault when a segment is cut off or invalid, or the coding is neither baseline nor progressive.
 */
export function readSegments(data: Uint8Array, at: number, tables: JpegTables, frame: Frame | null): Segments {
  const read = { ...tables, frame };
  for (let next = at; next + 2 <= data.length; ) {
    if (data[next] !== 0xff) throw damaged('its JPEG data contain no marker where one is due');
    const kind = data[next + 1]!;
    // A marker may be preceded by any number of fill bytes.
    if (kind === 0xff) {
      next += 1;
      continue;
    }
    next += 2;
    if (kind === code.soi || kind === code.tem || (kind >= 0xd0 && kind <= 0xd7)) continue;
    if (kind === code.eoi) break;
    const length = next + 2 <= data.length ? data[next]! * 256 + data[next + 1]! : 0;
    const segment = data.subarray(next + 2, next + length);
    if (length < 2 || segment.length < length - 2) throw damaged('a segment of its JPEG data is cut off');
    next += length;
    if (kind === code.dqt) read.quantisation = withQuantisation(read.quantisation, segment);
    else if (kind === code.dht) Object.assign(read, withHuffman(read, segment));
    else if (kind === code.dri) read.restartInterval = (segment[0] ?? 0) * 256 + (segment[1] ?? 0);
    else if (kind >= 0xc0 && kind <= 0xc2) {
      if (read.frame !== null) throw damaged('its JPEG data contain two frames');
      read.frame = readFrame(segment, kind === 0xc2);
    } else if (otherFrames.has(kind)) {
      throw unsupportedTiff(`with ${otherFrames.get(kind)} JPEG compression, which is not read`);
    } else if (kind === code.sos) {
      if (read.frame === null) throw damaged('its JPEG data lack a frame');
      return { tables: read, frame: read.frame, scan: readScan(segment, read.frame, next) };
    } else if (!isIdle(kind)) throw damaged(`its JPEG data contain a marker of the unknown kind ${kind}`);
  }
  return { tables: read, frame: read.frame, scan: null };
}

function withQuantisation(before: JpegTables['quantisation'], segment: Uint8Array): JpegTables['quantisation'] {
  const tables = [...before];
  for (let at = 0; at < segment.length; ) {
    const [wide, place] = [segment[at]! >> 4, segment[at]! & 15];
    at += 1;
    const values = new Int32Array(64);
    if (place > 3 || wide > 1 || at + 64 * (wide + 1) > segment.length)
      throw damaged('a quantisation table of its JPEG data is cut off');
    for (let i = 0; i < 64; i++) {
      values[zigzag[i]!] = wide ? segment[at + 2 * i]! * 256 + segment[at + 2 * i + 1]! : segment[at + i]!;
    }
    at += 64 * (wide + 1);
    tables[place] = values;
  }
  return tables;
}

function withHuffman({ dc, ac }: JpegTables, segment: Uint8Array): Pick<JpegTables, 'dc' | 'ac'> {
  const tables = [[...dc], [...ac]];
  for (let at = 0; at < segment.length; ) {
    const [kind, place] = [segment[at]! >> 4, segment[at]! & 15];
    const counts = segment.subarray(at + 1, at + 17);
    const values = segment.subarray(at + 17, at + 17 + counts.reduce((sum, count) => sum + count, 0));
    at += 17 + counts.reduce((sum, count) => sum + count, 0);
    if (place > 3 || kind > 1 || counts.length < 16 || at > segment.length)
      throw damaged('a Huffman table of its JPEG data is cut off');
    tables[kind]![place] = huffmanTable(kind === 0 ? 'dc' : 'ac', counts, values);
  }
  return { dc: tables[0]!, ac: tables[1]! };
}

function readFrame(segment: Uint8Array, isProgressive: boolean): Frame {
  const count = segment[5] ?? 0;
  if (segment.length < 6 + 3 * count || count === 0) throw damaged('the frame of its JPEG data is cut off');
  if (segment[0] !== 8) throw unsupportedTiff(`with JPEG compression of ${segment[0]} bits, which is not read`);
  const components = Array.from({ length: count }, (_, i): Component => {
    const at = 6 + 3 * i;
    const sampling = segment[at + 1]!;
    return { id: segment[at]!, across: sampling >> 4, down: sampling & 15, quantisation: segment[at + 2]! };
  });
  if (count > 4 || components.some(({ across, down }) => across < 1 || across > 4 || down < 1 || down > 4)) {
    throw damaged('the frame of its JPEG data is invalid');
  }
  const [height, width] = [segment[1]! * 256 + segment[2]!, segment[3]! * 256 + segment[4]!];
  return { isProgressive, width, height, components };
}

function readScan(segment: Uint8Array, frame: Frame, at: number): Scan {
  const count = segment[0] ?? 0;
  if (count < 1 || count > 4 || segment.length < 4 + 2 * count) throw damaged('a scan of its JPEG data is cut off');
  const components = Array.from({ length: count }, (_, i) => {
    const index = frame.components.findIndex(({ id }) => id === segment[1 + 2 * i]);
    if (index < 0) throw damaged('a scan of its JPEG data names no component of the frame');
    return { index, dc: segment[2 + 2 * i]! >> 4, ac: segment[2 + 2 * i]! & 15 };
  });
  if (new Set(components.map(({ index }) => index)).size < count) {
    throw damaged('a scan of its JPEG data names a component twice');
  }
  const band = 1 + 2 * count;
  const shifts = segment[band + 2]!;
  return {
    components,
    first: segment[band]!,
    last: segment[band + 1]!,
    shiftBefore: shifts >> 4,
    shift: shifts & 15,
    at,
  };
}
