/** Huffman tables (ITU-T T.81, annex C). */
import { damaged } from '../photo-fault.ts';

/** Codes up to this length are looked up in one step. */
export const lookupBits = 9;
export const longestCode = 16;

/** As the file defines it. */
export interface HuffmanDefinition {
  /** The number of codes of each length, from 1. [16] */
  readonly counts: Uint8Array;
  /** In the order of their codes. */
  readonly symbols: Uint8Array;
}

export interface HuffmanTable {
  /** By the next 9 bits: the code's length times 256 plus its symbol; 0 where the code is longer. */
  readonly lookup: Uint16Array;
  /** By length: the largest code, -1 for none. */
  readonly maxCode: Int32Array;
  /** By length: what to add to a code to get its index in `values`. */
  readonly offset: Int32Array;
  readonly values: Uint8Array;
}

/** A symbol of a DC table is a number of bits, at most this. */
const mostDcBits = 15;

/** Most photos have the tables of the standard's annex K, which need not be made for each. */
const recent = new Map<string, HuffmanTable>();
const mostRecent = 16;

/** @throws PhotoFault when it is not a valid set of codes, or a DC table has symbols that are not. */
export function huffmanTable(definition: HuffmanDefinition, isDc: boolean): HuffmanTable {
  const key = String.fromCharCode(isDc ? 1 : 0, ...definition.counts, ...definition.symbols);
  const table = recent.get(key) ?? makeTable(definition, isDc);
  // Put at the end, so that the one used longest ago is the first.
  recent.delete(key);
  recent.set(key, table);
  if (recent.size > mostRecent) recent.delete(recent.keys().next().value!);
  return table;
}

function makeTable({ counts, symbols }: HuffmanDefinition, isDc: boolean): HuffmanTable {
  const lookup = new Uint16Array(1 << lookupBits);
  const maxCode = new Int32Array(longestCode + 1).fill(-1);
  const offset = new Int32Array(longestCode + 1);
  let code = 0;
  let at = 0;
  for (let length = 1; length <= longestCode; length++) {
    const count = counts[length - 1]!;
    offset[length] = at - code;
    for (let i = 0; i < count; i++, code++, at++) {
      if (length > lookupBits) continue;
      const spare = lookupBits - length;
      lookup.fill((length << 8) | symbols[at]!, code << spare, (code + 1) << spare);
    }
    if (count > 0) maxCode[length] = code - 1;
    // A code must not consist of ones only.
    if (count > 0 && code >= 1 << length) throw damaged('its JPEG data contain an invalid Huffman table');
    code <<= 1;
  }
  if (isDc && symbols.subarray(0, at).some((symbol) => symbol > mostDcBits)) {
    throw damaged('its JPEG data contain an invalid Huffman table');
  }
  return { lookup, maxCode, offset, values: symbols };
}
