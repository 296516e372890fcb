/** Reads the colour information in the header of AV1 data (AV1 bitstream specification, section 5.5). */
import type { ColourInformation } from './container.ts';

const sequenceHeader = 1;
/** The value for an unspecified matrix. */
const unspecified = 2;
const srgb = { primaries: 1, transfer: 13, matrix: 0 };

class Bits {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  take(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, this.#at++) {
      value = value * 2 + (((this.#bytes[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }

  flag(): boolean {
    return this.take(1) === 1;
  }

  /** A number whose length is given by its leading zeros (uvlc). */
  skipVariable(): void {
    let zeros = 0;
    while (zeros < 32 && !this.flag()) zeros++;
    this.take(zeros);
  }
}

/** The content of a sequence header. */
export interface Sequence {
  readonly colour: ColourInformation;
  /** What the third byte of av1C would be for the same coding, without its highest bit and lowest two. */
  readonly coding: number;
}

/** Reads the first sequence header; null where there is none. */
export function readSequence(data: Uint8Array): Sequence | null {
  for (let at = 0; at < data.length; ) {
    const head = data[at]!;
    const hasExtension = (head & 4) !== 0;
    at += hasExtension ? 2 : 1;
    let length = data.length - at;
    if (head & 2) {
      length = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = data[at++] ?? 0;
        length += (byte & 0x7f) * 2 ** shift;
        if (byte < 0x80) break;
      }
    }
    if (((head >> 3) & 15) === sequenceHeader) return readHeader(new Bits(data.subarray(at, at + length)));
    at += length;
  }
  return null;
}

function readHeader(bits: Bits): Sequence {
  const profile = bits.take(3);
  bits.take(1);
  const isReduced = bits.flag();
  if (isReduced) bits.take(5);
  else skipOperatingPoints(bits);
  const [widthBits, heightBits] = [bits.take(4) + 1, bits.take(4) + 1];
  bits.take(widthBits);
  bits.take(heightBits);
  if (!isReduced && bits.flag()) bits.take(7);
  bits.take(3);
  if (!isReduced) skipTools(bits);
  bits.take(3);
  return readColourConfiguration(bits, profile);
}

function skipOperatingPoints(bits: Bits): void {
  let hasDecoderModel = false;
  let delayBits = 0;
  const hasTiming = bits.flag();
  if (hasTiming) {
    bits.take(64);
    if (bits.flag()) bits.skipVariable();
    hasDecoderModel = bits.flag();
    if (hasDecoderModel) {
      delayBits = bits.take(5) + 1;
      bits.take(32 + 5 + 5);
    }
  }
  const hasDisplayDelay = bits.flag();
  const points = bits.take(5) + 1;
  for (let point = 0; point < points; point++) {
    bits.take(12);
    const level = bits.take(5);
    if (level > 7) bits.take(1);
    if (hasDecoderModel && bits.flag()) bits.take(2 * delayBits + 1);
    if (hasDisplayDelay && bits.flag()) bits.take(4);
  }
}

function skipTools(bits: Bits): void {
  bits.take(4);
  const hasOrderHint = bits.flag();
  if (hasOrderHint) bits.take(2);
  const chooses = bits.flag();
  const screenContent = chooses ? 2 : bits.take(1);
  if (screenContent > 0 && !bits.flag()) bits.take(1);
  if (hasOrderHint) bits.take(3);
}

function readColourConfiguration(bits: Bits, profile: number): Sequence {
  const isHigh = bits.flag();
  const isTwelve = profile === 2 && isHigh && bits.flag();
  const isMono = profile !== 1 && bits.flag();
  let [primaries, transfer, matrix] = [unspecified, unspecified, unspecified];
  if (bits.flag()) [primaries, transfer, matrix] = [bits.take(8), bits.take(8), bits.take(8)];
  const isRgb = primaries === srgb.primaries && transfer === srgb.transfer && matrix === srgb.matrix;
  const colour = { matrix, fullRange: !isMono && isRgb ? true : bits.flag() };
  const shifts = isMono ? bothHalved : isRgb ? 0 : readShifts(bits, profile, isTwelve);
  return { colour, coding: (isHigh ? 0x40 : 0) | (isTwelve ? 0x20 : 0) | (isMono ? 0x10 : 0) | shifts };
}

const acrossHalved = 0x08;
const bothHalved = 0x0c;

function readShifts(bits: Bits, profile: number, isTwelve: boolean): number {
  if (profile === 0) return bothHalved;
  if (profile === 1) return 0;
  if (!isTwelve) return acrossHalved;
  if (!bits.flag()) return 0;
  return bits.flag() ? bothHalved : acrossHalved;
}
