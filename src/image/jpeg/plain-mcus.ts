/** A fast path through sequential data without damage, which nearly all data are. */
import { type HuffmanTable, longestCode, lookupBits } from './huffman.ts';
import type { JpegStream } from './stream.ts';

/** The tables of one block of an MCU. */
export interface BlockTables {
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
}

const blockLength = 64;

/** The value of a step's lower byte when the code is longer than the lookup. */
const isLong = 0;
const badCode = -1;

/** How a table's symbols advance through a block, by the next `lookupBits` bits. */
interface Steps {
  readonly table: HuffmanTable;
  /** The bits of the code and of the value after it, plus 256 times the number of coefficients they cover. */
  readonly steps: Uint16Array;
}

function stepOf(symbol: number): number {
  const isEnd = (symbol & 15) === 0 && symbol !== 0xf0;
  return isEnd ? blockLength : (symbol >> 4) + 1;
}

function stepsOf(table: HuffmanTable): Steps {
  const steps = new Uint16Array(table.lookup.length);
  for (let bits = 0; bits < steps.length; bits++) {
    const hit = table.lookup[bits]!;
    if (hit !== isLong) steps[bits] = (stepOf(hit & 0xff) << 8) | ((hit >> 8) + (hit & 15));
  }
  return { table, steps };
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
  const known = new Map<HuffmanTable, Steps>();
  const steps = (table: HuffmanTable) => {
    const made = known.get(table) ?? stepsOf(table);
    known.set(table, made);
    return made;
  };
  const dcs = blocks.map(({ dc }) => steps(dc));
  const acs = blocks.map(({ ac }) => steps(ac));
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
        const step = steps[(bits >>> (count - lookupBits)) & ((1 << lookupBits) - 1)]!;
        if (step !== isLong) {
          count -= step & 0xff;
          index += index === 0 ? 1 : step >> 8;
        } else {
          const hit = longCode(table, (bits >>> (count - longestCode)) & 0xffff);
          if (hit === badCode) break follow;
          count -= (hit >> 8) + (hit & 15);
          index += index === 0 ? 1 : stepOf(hit & 0xff);
        }
        if (index === 1) ({ table, steps } = acs[block]!);
      }
    }
    if (count < 0) break;
  }
  stream.moveTo(done < most ? { at: startAt, bits: startBits, count: startCount } : { at, bits, count });
  return done;
}
