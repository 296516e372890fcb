/** Writes a file of one AV1 picture without anything that decoders would apply to it. */
import type { CodedPicture } from './container.ts';

/**
 * Writes the picture alone: no rotation, transparency or profile. Its values are declared full range, so that no decoder
 * stretches them.
 * @param matrix the declared matrix coefficients (ITU-T H.273, table 4). With 0, a decoder returns luma as green and the
 * differences unchanged as blue and red.
 */
export function stillAvif(
  { width, height, configuration, data }: CodedPicture,
  matrix: number,
): Uint8Array<ArrayBuffer> {
  const isMono = (configuration[2]! & 0x10) !== 0;
  const bits = configuration[2]! & 0x40 ? (configuration[2]! & 0x20 ? 12 : 10) : 8;
  const channels = isMono ? [bits] : [bits, bits, bits];
  const properties = box(
    'iprp',
    box(
      'ipco',
      full('ispe', uint32(width), uint32(height)),
      full('pixi', [channels.length, ...channels]),
      box('av1C', configuration),
      box('colr', letters('nclx'), uint16(1), uint16(13), uint16(matrix), [0x80]),
    ),
    // Item 1 has four properties, the third of which is essential.
    full('ipma', uint32(1), uint16(1), [4, 1, 2, 0x83, 4]),
  );
  const type = box('ftyp', letters('avif'), uint32(0), letters('avif'), letters('mif1'), letters('miaf'));
  const meta = (offset: number) =>
    full(
      'meta',
      full('hdlr', uint32(0), letters('pict'), new Uint8Array(13)),
      full('pitm', uint16(1)),
      full('iloc', [0x44, 0], uint16(1), uint16(1), uint16(0), uint16(1), uint32(offset), uint32(data.length)),
      full('iinf', uint16(1), item),
      properties,
    );
  const start = type.length + meta(0).length + 8;
  return joined([type, meta(start), box('mdat', data)]);
}

type Bytes = Uint8Array | readonly number[];

function joined(parts: readonly Bytes[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function letters(text: string): readonly number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}

function uint16(value: number): readonly number[] {
  return [value >> 8, value & 0xff];
}

function uint32(value: number): readonly number[] {
  return [...uint16(value >>> 16), ...uint16(value & 0xffff)];
}

function box(type: string, ...contents: readonly Bytes[]): Uint8Array {
  const length = contents.reduce((sum, part) => sum + part.length, 8);
  return joined([uint32(length), letters(type), ...contents]);
}

/** A full box with version 0 and no flags. */
function full(type: string, ...contents: readonly Bytes[]): Uint8Array {
  return box(type, [0, 0, 0, 0], ...contents);
}

/** Item 1, of type av01, without a name. */
const item = box('infe', [2, 0, 0, 0], uint16(1), uint16(0), letters('av01'), [0]);
