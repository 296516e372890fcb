/** Reads the segments of a JPEG (ITU-T T.81, annex B), accepting and refusing the same as libjpeg-turbo and Pillow. */
import { damaged, unsupported } from '../photo-fault.ts';
import type { HuffmanDefinition } from './huffman.ts';
import { hex, isRestart, type JpegStream } from './stream.ts';

export interface Component {
  readonly id: number;
  /** Blocks per interleaved MCU, across and down. */
  readonly across: number;
  readonly down: number;
}

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly components: readonly Component[];
  readonly progressive: boolean;
  readonly arithmetic: boolean;
}

export interface Scan {
  readonly components: readonly Component[];
  /** The number of each component's table. */
  readonly dcTables: readonly number[];
  readonly acTables: readonly number[];
  /** Coefficients `first` to `last` in zigzag order, from bit `high` (0 in the first scan) down to `low`. */
  readonly first: number;
  readonly last: number;
  readonly high: number;
  readonly low: number;
}

export const endOfImage = 0xd9;
const startOfScan = 0xda;
const mostScanComponents = 4;
const mostTables = 4;

/** Frame types that libjpeg does not decode (ITU-T T.81, table B.1). */
const otherFrames = [0xc5, 0xc6, 0xc7, 0xc8, 0xcd, 0xce, 0xcf];
const losslessFrames = [0xc3, 0xcb];

/** The most bytes that Pillow reads of a segment, by how it begins; a shorter segment ends Pillow's reading. */
const examined: readonly (readonly [marker: number, start: string, length: number])[] = [
  [0xe0, 'JFIF', 7],
  [0xe2, 'ICC_PROFILE\0', 14],
  [0xee, 'Adobe', 7],
];

export class MarkerReader {
  readonly stream: JpegStream;
  frame: Frame | null = null;
  restartInterval = 0;
  readonly dcTables: (HuffmanDefinition | undefined)[] = [];
  readonly acTables: (HuffmanDefinition | undefined)[] = [];
  #scans = 0;

  constructor(stream: JpegStream) {
    this.stream = stream;
  }

  /**
   * Reads segments up to the next scan's header, or the end of the picture (null).
   * @throws PhotoFault where libjpeg fails; EndOfFile.
   */
  next(): Scan | null {
    const { stream } = this;
    for (;;) {
      stream.nextMarker();
      const { marker } = stream;
      // A segment that is cut off is left to the caller.
      const scan = marker === startOfScan ? this.#scan() : null;
      if (marker !== startOfScan && marker !== endOfImage) this.#segment(marker);
      stream.marker = 0;
      if (scan !== null) return scan;
      if (marker === endOfImage) {
        if (this.#scans === 0) throw damaged('its JPEG data end before a picture begins');
        return null;
      }
    }
  }

  #segment(marker: number): void {
    const { stream } = this;
    const isTem = marker === 1;
    // Pillow parses all markers before the first scan itself and does not know this one, while libjpeg does.
    if (isTem && this.#scans === 0) throw damaged(`its JPEG data contain the unknown marker ${hex(marker)}`);
    if (isTem || isRestart(marker)) return;
    if (marker === 0xd8) throw damaged('a second JPEG begins within its JPEG data');
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xcc) {
      this.#startFrame(marker);
      return;
    }
    const isKnown = marker === 0xc4 || marker === 0xcc || (marker >= 0xdb && marker <= 0xdd) || marker >= 0xe0;
    const isReserved = marker >= 0xf0 && marker !== 0xfe;
    if (!isKnown || isReserved) throw damaged(`its JPEG data contain the unknown marker ${hex(marker)}`);
    const length = Math.max(stream.uint16() - 2, 0);
    const start = stream.at;
    switch (marker) {
      case 0xc4:
        this.#defineHuffmanTables(length);
        break;
      case 0xcc:
        this.#checkConditioning(length);
        break;
      case 0xdb:
        this.#checkQuantisation(length);
        break;
      case 0xdd:
        if (length !== 2) throw wrongLength(marker);
        this.restartInterval = stream.uint16();
        break;
    }
    if (this.#scans === 0) this.#examine(marker, start, length);
    stream.at = start + length;
  }

  #startFrame(marker: number): void {
    const { stream } = this;
    if (this.frame !== null) throw damaged('its JPEG data begin a second picture (two SOF markers)');
    if (otherFrames.includes(marker)) {
      throw unsupported(
        `it is a hierarchical JPEG (SOF ${hex(marker)}), which few programs read; save it as a baseline JPEG or a PNG`,
      );
    }
    const length = stream.uint16();
    const bits = stream.byte();
    const height = stream.uint16();
    const width = stream.uint16();
    const count = stream.byte();
    if (height === 0 || width === 0 || count === 0) throw damaged('its JPEG header gives a size of 0');
    if (length !== 8 + 3 * count) throw wrongLength(marker);
    if (losslessFrames.includes(marker)) {
      throw unsupported('it is a lossless JPEG (SOF3), a format of medical and raw photos; save it as PNG or TIFF');
    }
    if (bits !== 8) {
      throw unsupported(`it is a JPEG with ${bits} bits per value; only 8 are read: save it with 8 bits, or as PNG`);
    }
    if (count !== 1 && count !== 3 && count !== 4) {
      throw unsupported(`it is a JPEG of ${count} components; 1, 3 and 4 are read: save it as RGB`);
    }
    const components = Array.from({ length: count }, (): Component => {
      const id = stream.byte();
      const sampling = stream.byte();
      stream.byte();
      return { id, across: sampling >> 4, down: sampling & 15 };
    });
    if (components.some(({ across, down }) => across < 1 || across > 4 || down < 1 || down > 4)) {
      throw damaged('its JPEG header gives sampling factors that do not exist');
    }
    const progressive = marker === 0xc2 || marker === 0xca;
    this.frame = { width, height, components, progressive, arithmetic: marker >= 0xc9 };
  }

  #scan(): Scan {
    const { stream, frame } = this;
    if (frame === null) throw damaged('its JPEG data begin a scan before the header that gives their size');
    const length = stream.uint16();
    const count = stream.byte();
    if (length !== 6 + 2 * count || count < 1 || count > mostScanComponents) throw wrongLength(startOfScan);
    const components: Component[] = [];
    const dcTables: number[] = [];
    const acTables: number[] = [];
    for (let i = 0; i < count; i++) {
      const id = stream.byte();
      const tables = stream.byte();
      const component = frame.components.find((each) => each.id === id && !components.includes(each));
      if (component === undefined)
        throw damaged(`its JPEG data contain a scan of a component ${id} that does not exist`);
      components.push(component);
      dcTables.push(tables >> 4);
      acTables.push(tables & 15);
    }
    const first = stream.byte();
    const last = stream.byte();
    const bits = stream.byte();
    this.#scans++;
    return { components, dcTables, acTables, first, last, high: bits >> 4, low: bits & 15 };
  }

  #defineHuffmanTables(length: number): void {
    const { stream } = this;
    let left = length;
    while (left > 16) {
      const index = stream.byte();
      const counts = Uint8Array.from({ length: 16 }, () => stream.byte());
      const total = counts.reduce((sum, count) => sum + count, 0);
      left -= 17;
      const isAc = (index & 0x10) !== 0;
      const number = isAc ? index - 0x10 : index;
      if (total > 256 || total > left) throw damaged('its JPEG data contain an invalid Huffman table');
      const symbols = new Uint8Array(256);
      for (let i = 0; i < total; i++) symbols[i] = stream.byte();
      left -= total;
      if (number >= mostTables) throw damaged(`its JPEG data contain a Huffman table numbered ${number}`);
      (isAc ? this.acTables : this.dcTables)[number] = { counts, symbols };
    }
    if (left !== 0) throw wrongLength(0xc4);
  }

  /** Checks the segment that conditions arithmetic coding. */
  #checkConditioning(length: number): void {
    const { stream } = this;
    if (length % 2 !== 0) throw wrongLength(0xcc);
    for (let read = 0; read < length; read += 2) {
      const table = stream.byte();
      const value = stream.byte();
      const isDc = table < 16;
      if (table >= 32 || (isDc && (value & 15) > value >> 4)) {
        throw damaged('its JPEG data contain an invalid arithmetic-coding table');
      }
    }
  }

  #checkQuantisation(length: number): void {
    const { stream } = this;
    let left = length;
    while (left > 0) {
      const head = stream.byte();
      if ((head & 15) >= mostTables) throw damaged(`its JPEG data contain a quantisation table numbered ${head & 15}`);
      const bytes = head >> 4 === 0 ? 64 : 128;
      for (let i = 0; i < bytes; i++) stream.byte();
      left -= 1 + bytes;
    }
    if (left !== 0) throw wrongLength(0xdb);
  }

  #examine(marker: number, start: number, length: number): void {
    const { bytes } = this.stream;
    for (const [type, text, needed] of examined) {
      const begins = () => Array.from(text).every((letter, i) => bytes[start + i] === letter.charCodeAt(0));
      if (type === marker && length >= text.length && length < needed && begins()) throw wrongLength(marker);
    }
  }
}

function wrongLength(marker: number): Error {
  return damaged(`its JPEG data contain a segment (${hex(marker)}) of a wrong length`);
}
