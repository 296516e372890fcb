/** A fast path through sequential data without damage, which nearly all data are. */
import { type HuffmanTable, longestCode, lookupBits } from './huffman.ts';
import type { JpegStream } from './stream.ts';

/** The tables of one block of an MCU. */
export interface BlockTables {
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
}

const blockLength = 64;

/** How many bits a step looks at. */
const windowBits = 12;
/** A step's bit that says that it ends the block. */
const ending = 1 << 11;
/** The value of a step whose first code is longer than the lookup. */
const isLong = 0;
const badCode = -1;

/** How a table's symbols advance through a block, by the next `windowBits` bits: as many symbols as their codes are there. */
interface Steps {
  readonly table: HuffmanTable;
  /** The bits of the codes and of the values after them, plus 32 times the number of coefficients they cover, plus `ending`. */
  readonly steps: Uint16Array;
}

const isEnd = (symbol: number): boolean => (symbol & 15) === 0 && symbol !== 0xf0;

const coveredBy = (symbol: number): number => (symbol >> 4) + 1;

function stepOf(table: HuffmanTable, isDc: boolean, window: number): number {
  let used = 0;
  let covered = 0;
  let step = isLong;
  while (used < windowBits) {
    const left = (window << used) & ((1 << windowBits) - 1);
    const hit = table.lookup[left >> (windowBits - lookupBits)]!;
    const length = hit >> 8;
    if (length === 0 || used + length > windowBits) break;
    if (!isDc && isEnd(hit & 0xff)) return (used + length) | (covered << 5) | ending;
    used += length + (hit & 15);
    covered += isDc ? 1 : coveredBy(hit & 0xff);
    if (covered >= blockLength) break;
    step = used | (covered << 5);
    if (isDc) break;
  }
  return step;
}

/** Tables are the same objects for many photos. */
const known = new WeakMap<HuffmanTable, Steps>();

function stepsOf(table: HuffmanTable, isDc: boolean): Steps {
  const steps = known.get(table) ?? makeSteps(table, isDc);
  known.set(table, steps);
  return steps;
}

function makeSteps(table: HuffmanTable, isDc: boolean): Steps {
  return { table, steps: Uint16Array.from({ length: 1 << windowBits }, (_, window) => stepOf(table, isDc, window)) };
}

/** Length times 256 plus symbol of the code that the 16 bits begin with, which is longer than `lookupBits`. */
function longCode({ maxCode, offset, values }: HuffmanTable, bits: number): number {
  for (let length = lookupBits + 1; length <= longestCode; length++) {
    const code = bits >> (longestCode - length);
    if (code <= maxCode[length]!) return (length << 8) | values[code + offset[length]!]!;
  }
  return badCode;
}

/**
 * A function that follows fewer than `most` MCUs and returns how many; the stream is then positioned after them. It stops before
 * an MCU that has an invalid code, or reaches a marker or the end of the data.
 */
export function plainMcus(stream: JpegStream, blocks: readonly BlockTables[]): (most: number) => number {
  const dcs = blocks.map(({ dc }) => stepsOf(dc, true));
  const acs = blocks.map(({ ac }) => stepsOf(ac, false));
  // The last one determines how many bytes were read ahead, which libjpeg's warnings depend on.
  return (most) => followPlain(stream, dcs, acs, most - 1);
}

function followPlain(stream: JpegStream, dcs: readonly Steps[], acs: readonly Steps[], most: number): number {
  const start = stream.plainPlace();
  if (start === null) return 0;
  const { bytes } = stream;
  const end = stream.end - 1;
  let { at, bits, count } = start;
  let done = 0;
  // The start of the current MCU.
  let startAt = at;
  let startBits = bits;
  let startCount = count;
  follow: for (; done < most; done++) {
    startAt = at;
    startBits = bits;
    startCount = count;
    for (let block = 0; block < dcs.length; block++) {
      let { table, steps } = dcs[block]!;
      for (let index = 0; index < blockLength; ) {
        // Bits of a value that are skipped before they are read make the count negative.
        while (count < longestCode) {
          if (at >= end) break follow;
          const first = bytes[at]!;
          const second = bytes[at + 1]!;
          if (first === 0xff || second === 0xff) {
            at++;
            if (first === 0xff && bytes[at++] !== 0) break follow;
            bits = (bits << 8) | first;
            count += 8;
          } else {
            at += 2;
            bits = (bits << 16) | (first << 8) | second;
            count += 16;
          }
        }
        const window = (bits >>> (count - windowBits)) & ((1 << windowBits) - 1);
        const step = steps[window]!;
        const next = index + ((step >> 5) & (blockLength - 1));
        if (step !== isLong && next < blockLength) {
          count -= step & 31;
          index = step >= ending ? blockLength : next;
        } else {
          // One symbol alone: its code is long, or the block ends with its last coefficient.
          const ahead = (bits >>> (count - longestCode)) & 0xffff;
          const short = table.lookup[ahead >> (longestCode - lookupBits)]!;
          const hit = short === isLong ? longCode(table, ahead) : short;
          if (hit === badCode) break follow;
          count -= (hit >> 8) + (hit & 15);
          if (index === 0) index = 1;
          else index = isEnd(hit & 0xff) ? blockLength : index + coveredBy(hit & 0xff);
        }
        if (index === 1) ({ table, steps } = acs[block]!);
      }
    }
    if (count < 0) break;
  }
  stream.moveTo(done < most ? { at: startAt, bits: startBits, count: startCount } : { at, bits, count });
  return done;
}
