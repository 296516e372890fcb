/** Follows the entropy-coded data of a scan without computing pixels, to find where they are inconsistent. */
import { damaged } from '../photo-fault.ts';
import { type HuffmanDefinition, type HuffmanTable, huffmanTable } from './huffman.ts';
import type { Component, Frame, MarkerReader, Scan } from './markers.ts';
import { type BlockTables, plainMcus } from './plain-mcus.ts';
import { hex, isRestart, type JpegStream } from './stream.ts';

const blockSide = 8;
const blockLength = 64;
const mostBlocks = 10;

interface Unit {
  /** Follows one MCU. */
  readonly one: (mcu: number) => void;
  /** Follows fewer than `most` MCUs that need no report, and returns how many; equivalent to calling `one` as often. */
  readonly plain: (most: number) => number;
}

function slowly(one: (mcu: number) => void): Unit {
  return { one, plain: () => 0 };
}

/**
 * Reads a scan up to where its decoder would stop. Returns false for data of an unsupported kind: arithmetic coding, or tables
 * that the file does not contain.
 * @param coefficients of a progressive picture, by component.
 * @throws PhotoFault where libjpeg fails; EndOfFile within the picture.
 */
export function walkScan(
  reader: MarkerReader,
  scan: Scan,
  frame: Frame,
  coefficients: ReadonlyMap<Component, Coefficients>,
): boolean {
  if (frame.arithmetic) return false;
  const mcus = mcuCount(scan, frame);
  const { stream } = reader;
  const run = { endOfBands: 0 };
  const unit = frame.progressive ? progressiveUnit(reader, scan, run, coefficients) : sequentialUnit(reader, scan);
  if (unit === null) return false;
  stream.resetBits();
  stream.exhausted = false;
  let restarts = 0;
  let left = reader.restartInterval;
  for (let mcu = 0; mcu < mcus; mcu++, left--) {
    if (reader.restartInterval > 0 && left === 0) {
      stream.discardBits();
      readRestart(stream, restarts++ & 7);
      run.endOfBands = 0;
      left = reader.restartInterval;
      if (stream.marker === 0) stream.exhausted = false;
    }
    if (stream.exhausted) continue;
    const most = reader.restartInterval > 0 ? Math.min(left, mcus - mcu) : mcus - mcu;
    const plain = unit.plain(most);
    mcu += plain;
    left -= plain;
    unit.one(mcu);
    stream.checkBits();
  }
  return true;
}

/** Records which coefficients of a progressive picture are not zero: 64 bits per block of a component, in zigzag order. */
export class Coefficients {
  readonly blocksAcross: number;
  readonly #bits: Uint32Array;

  constructor(component: Component, frame: Frame) {
    const { across, down } = blocksOf(component, frame);
    this.blocksAcross = across;
    this.#bits = new Uint32Array(2 * across * down);
  }

  has(block: number, index: number): boolean {
    return ((this.#bits[2 * block + (index >> 5)]! >>> (index & 31)) & 1) === 1;
  }

  set(block: number, index: number): void {
    this.#bits[2 * block + (index >> 5)]! |= 1 << (index & 31);
  }

  /** The number of coefficients from `first` to `last` (at most 63) that are not zero. */
  count(block: number, first: number, last: number): number {
    if (first > last) return 0;
    const from = (index: number) => (index >= 32 ? 0 : -1 << Math.max(index, 0));
    const low = this.#bits[2 * block]! & from(first) & ~from(last + 1);
    const high = this.#bits[2 * block + 1]! & from(first - 32) & ~from(last - 31);
    return ones(low) + ones(high);
  }
}

/** The number of ones among 32 bits. */
function ones(bits: number): number {
  let sum = bits - ((bits >>> 1) & 0x55555555);
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333);
  sum = (sum + (sum >>> 4)) & 0x0f0f0f0f;
  return Math.imul(sum, 0x01010101) >>> 24;
}

function blocksOf({ across, down }: Component, { width, height, components }: Frame) {
  const mostAcross = Math.max(...components.map((each) => each.across));
  const mostDown = Math.max(...components.map((each) => each.down));
  return {
    across: Math.ceil((width * across) / (mostAcross * blockSide)),
    down: Math.ceil((height * down) / (mostDown * blockSide)),
  };
}

function mcuCount({ components }: Scan, frame: Frame): number {
  if (components.length === 1) {
    const { across, down } = blocksOf(components[0]!, frame);
    return across * down;
  }
  if (blocksOfMcu(components) > mostBlocks) {
    throw damaged('its JPEG header gives sampling factors that are too large');
  }
  const whole = { id: 0, across: 1, down: 1 };
  const { across, down } = blocksOf(whole, frame);
  return across * down;
}

function blocksOfMcu(components: readonly Component[]): number {
  if (components.length === 1) return 1;
  return components.reduce((sum, { across, down }) => sum + across * down, 0);
}

function derived(definition: HuffmanDefinition | undefined, isDc: boolean): HuffmanTable | null {
  return definition === undefined ? null : huffmanTable(definition, isDc);
}

function sequentialUnit({ stream, dcTables, acTables }: MarkerReader, scan: Scan): Unit | null {
  const blocks: BlockTables[] = [];
  for (const [i, { across, down }] of scan.components.entries()) {
    const dc = derived(dcTables[scan.dcTables[i]!], true);
    const ac = derived(acTables[scan.acTables[i]!], false);
    if (dc === null || ac === null) return null;
    const count = scan.components.length === 1 ? 1 : across * down;
    for (let block = 0; block < count; block++) blocks.push({ dc, ac });
  }
  const one = () => {
    for (const { dc, ac } of blocks) {
      stream.coefficient(dc);
      for (let at = 1; at < blockLength; at++) {
        const symbol = stream.coefficient(ac);
        if ((symbol & 15) === 0 && symbol !== 0xf0) break;
        at += symbol >> 4;
      }
    }
  };
  return { one, plain: plainMcus(stream, blocks) };
}

function progressiveUnit(
  { stream, dcTables, acTables }: MarkerReader,
  scan: Scan,
  run: { endOfBands: number },
  coefficients: ReadonlyMap<Component, Coefficients>,
): Unit | null {
  const { components, first, last, high, low } = scan;
  const isDc = first === 0;
  const isBad = isDc ? last !== 0 : first > last || last >= blockLength || components.length !== 1;
  if (isBad || (high !== 0 && low !== high - 1) || low > 13) {
    throw damaged('its JPEG data contain a scan of coefficients that do not exist');
  }
  if (isDc) {
    if (high > 0) return slowly(() => stream.skipBits(blocksOfMcu(components)));
    const tables: HuffmanTable[] = [];
    for (const [i, { across, down }] of components.entries()) {
      const table = derived(dcTables[scan.dcTables[i]!], true);
      if (table === null) return null;
      const count = components.length === 1 ? 1 : across * down;
      for (let block = 0; block < count; block++) tables.push(table);
    }
    return slowly(() => {
      for (const table of tables) stream.coefficient(table);
    });
  }
  const table = derived(acTables[scan.acTables[0]!], false);
  const known = coefficients.get(components[0]!)!;
  if (table === null) return null;
  return slowly((block) => {
    if (high === 0) firstCoefficients(stream, table, scan, run, known, block);
    else refineCoefficients(stream, table, scan, run, known, block);
  });
}

/** The number of blocks that end here, including this one, in addition to those that the next bits state. */
function endOfBands(stream: JpegStream, bits: number): number {
  return (1 << bits) + stream.takeBits(bits);
}

function firstCoefficients(
  stream: JpegStream,
  table: HuffmanTable,
  { first, last }: Scan,
  run: { endOfBands: number },
  known: Coefficients,
  block: number,
): void {
  if (run.endOfBands > 0) {
    run.endOfBands--;
    return;
  }
  for (let at = first; at <= last; at++) {
    const symbol = stream.coefficient(table);
    const zeros = symbol >> 4;
    const isZero = (symbol & 15) === 0;
    if (isZero && zeros !== 15) {
      run.endOfBands = endOfBands(stream, zeros) - 1;
      return;
    }
    at += zeros;
    // Damaged data can lead past the block's end.
    if (!isZero && at < blockLength) known.set(block, at);
  }
}

function refineCoefficients(
  stream: JpegStream,
  table: HuffmanTable,
  { first, last }: Scan,
  run: { endOfBands: number },
  known: Coefficients,
  block: number,
): void {
  let at = first;
  if (run.endOfBands === 0) {
    for (; at <= last; at++) {
      const symbol = stream.symbol(table);
      let zeros = symbol >> 4;
      const bits = symbol & 15;
      if (bits > 1) stream.warn('bad Huffman code');
      if (bits > 0) stream.skipBits(1);
      else if (zeros !== 15) {
        run.endOfBands = endOfBands(stream, zeros);
        break;
      }
      for (; at <= last; at++) {
        if (known.has(block, at)) stream.skipBits(1);
        else if (--zeros < 0) break;
      }
      if (bits > 0 && at < blockLength) known.set(block, at);
    }
  }
  if (run.endOfBands === 0) return;
  stream.skipBits(known.count(block, at, last));
  run.endOfBands--;
}

/** libjpeg's jpeg_resync_to_restart: handles a marker other than the restart marker that is due. */
function readRestart(stream: JpegStream, due: number): void {
  stream.nextMarker();
  if (stream.marker === 0xd0 + due) {
    stream.marker = 0;
    return;
  }
  stream.warn(`found marker ${hex(stream.marker)} instead of RST${due}`);
  for (;;) {
    const { marker } = stream;
    const ahead = (marker - 0xd0 - due) & 7;
    const isPast = marker < 0xc0 || (isRestart(marker) && (ahead === 7 || ahead === 6));
    if (!isPast) {
      // One of the next two, or the end of the data, waits for its turn; one further away is skipped.
      if (isRestart(marker) && ahead !== 1 && ahead !== 2) stream.marker = 0;
      return;
    }
    stream.marker = 0;
    stream.nextMarker();
  }
}
