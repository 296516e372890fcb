/** Decodes JPEG's Huffman codes from entropy-coded bits (ITU-T T.81, annex F.2.2). */
import { damaged } from '../../photo-fault.ts';

/** Codes up to this length are decoded by one lookup. */
const quickBits = 9;

export interface HuffmanTable {
  /** 256 * length + value for each value of `quickBits` bits that begins with a short code; 0 for others. */
  readonly quick: Uint16Array;
  /** By length: the largest code, -1 where there is none, and what to add to a code to get its index in `values`. */
  readonly largest: Int32Array;
  readonly places: Int32Array;
  readonly values: Uint8Array;
}

/** The most bits of a DC difference. */
const mostMeanBits = 15;

/**
 * @param kind what the values mean: the bits of a DC difference, or a run of zeros and the bits of a coefficient.
 * @param counts the number of codes of 1 to 16 bits.
 * @throws PhotoFault when there are more codes than their lengths allow, or invalid values.
 */
export function huffmanTable(kind: 'dc' | 'ac', counts: ArrayLike<number>, values: Uint8Array): HuffmanTable {
  const isSound = values.length <= 256 && (kind === 'ac' || values.every((bits) => bits <= mostMeanBits));
  if (!isSound) throw damaged('a Huffman table of its JPEG data is invalid');
  const quick = new Uint16Array(1 << quickBits);
  const largest = new Int32Array(17).fill(-1);
  const places = new Int32Array(17);
  let code = 0;
  let place = 0;
  for (let length = 1; length <= 16; length++) {
    const count = counts[length - 1]!;
    places[length] = place - code;
    // A code must not consist of ones only (T.81, annex C).
    if (count > 0 && code + count >= 1 << length) throw damaged('a Huffman table of its JPEG data is invalid');
    for (let i = 0; i < count && length <= quickBits; i++) {
      const first = (code + i) << (quickBits - length);
      quick.fill(256 * length + values[place + i]!, first, first + (1 << (quickBits - length)));
    }
    if (count > 0) largest[length] = code + count - 1;
    code = (code + count) << 1;
    place += count;
  }
  return { quick, largest, places, values };
}

const marker = 0xff;

/** Reads bits from the highest down, up to the next marker. */
export class EntropyBits {
  readonly #data: Uint8Array;
  /** The position of the next byte to load. */
  #at: number;
  #held = 0;
  #count = 0;
  /** The number of zero bits that were loaded after the end of the data. */
  #missing = 0;

  constructor(data: Uint8Array, at: number) {
    this.#data = data;
    this.#at = at;
  }

  /** Loads bits until at least 16 are available. */
  #fill(): void {
    while (this.#count <= 16) {
      let byte = this.#data[this.#at];
      if (byte === undefined || (byte === marker && this.#data[this.#at + 1] !== 0)) {
        byte = 0;
        this.#missing += 8;
      } else {
        this.#at += byte === marker ? 2 : 1;
      }
      this.#held = ((this.#held & 0xffff) << 8) | byte;
      this.#count += 8;
    }
  }

  #take(count: number): void {
    this.#count -= count;
    if (this.#count < this.#missing) throw damaged('its JPEG data end too early');
  }

  /** @throws PhotoFault when the bits are not a code, or end. */
  code({ quick, largest, places, values }: HuffmanTable): number {
    if (this.#count < 16) this.#fill();
    const entry = quick[(this.#held >> (this.#count - quickBits)) & ((1 << quickBits) - 1)]!;
    if (entry !== 0) {
      this.#take(entry >> 8);
      return entry & 255;
    }
    for (let length = quickBits + 1; length <= 16; length++) {
      const code = (this.#held >> (this.#count - length)) & ((1 << length) - 1);
      if (code <= largest[length]!) {
        this.#take(length);
        return values[places[length]! + code]!;
      }
    }
    throw damaged('its JPEG data contain no code where one is due');
  }

  /**
   * A signed number of `count` bits, the lower half of which are negative (T.81, table F.1).
   *
   * @throws PhotoFault when it has more bits than any coefficient, or the bits end.
   */
  number(count: number): number {
    if (count === 0) return 0;
    const bits = this.plain(count);
    return bits < 1 << (count - 1) ? bits - (1 << count) + 1 : bits;
  }

  /** An unsigned number of `count` bits. @throws PhotoFault as `number` does. */
  plain(count: number): number {
    if (count > 15) throw damaged('its JPEG data contain a number that is too large');
    if (this.#count < count) this.#fill();
    const bits = (this.#held >> (this.#count - count)) & ((1 << count) - 1);
    this.#take(count);
    return bits;
  }

  /** Skips to the next marker; returns the position of its 0xff, or the data's end. */
  toMarker(): number {
    this.#held = 0;
    this.#count = 0;
    this.#missing = 0;
    while (this.#at < this.#data.length) {
      if (
        this.#data[this.#at] === marker &&
        (this.#data[this.#at + 1] ?? 0) !== 0 &&
        this.#data[this.#at + 1] !== marker
      )
        break;
      this.#at += 1;
    }
    return this.#at;
  }

  /** @throws PhotoFault when the next marker is not a restart. */
  restart(): void {
    const at = this.toMarker();
    const code = this.#data[at + 1] ?? 0;
    if (code < 0xd0 || code > 0xd7) throw damaged('a restart is missing in its JPEG data');
    this.#at = at + 2;
  }
}
