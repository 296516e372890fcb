/** TIFF by UTIF, which is loaded when the first TIFF comes: browsers do not read it. */
import UTIF, { type IFD } from 'utif2';
import { undoTurn, type Turn } from '../../../src/image/avif-turn.ts';
import type { Photo } from '../../../src/image/photo.ts';
import { clipToRgb, inksToRgb } from '../../../src/image/pillow-modes.ts';
import { dropAlpha } from './native.ts';
import { directoryIsWhole } from './tiff-directory.ts';

/** Tags (TIFF 6.0, section 8). */
const tag = {
  width: 't256',
  height: 't257',
  bits: 't258',
  compression: 't259',
  colours: 't262',
  stripOffsets: 't273',
  orientation: 't274',
  stripLengths: 't279',
  tileOffsets: 't324',
  tileLengths: 't325',
} as const;

const greyFromBlack = 1;
const inks = 5;
const jpegCompressions = [6, 7];

/** How the stored pixels were turned, by the orientation tag; Pillow turns them back. */
const turns: Readonly<Record<number, Turn>> = {
  2: { quarterTurns: 0, mirror: 'left-right' },
  3: { quarterTurns: 2, mirror: 'none' },
  4: { quarterTurns: 0, mirror: 'top-bottom' },
  5: { quarterTurns: 1, mirror: 'top-bottom' },
  6: { quarterTurns: 1, mirror: 'none' },
  7: { quarterTurns: 1, mirror: 'left-right' },
  8: { quarterTurns: 3, mirror: 'none' },
};

export interface TiffFile {
  readonly width: number;
  readonly height: number;
  decode(): Photo;
}

/** The first page. Throws an error that says what is wrong, or not served. */
export function openTiff(bytes: Uint8Array<ArrayBuffer>): TiffFile {
  const buffer = bytes.buffer;
  const page = UTIF.decode(buffer)[0];
  if (page === undefined) throw new Error('it holds no page');
  const values = (name: string): readonly number[] => (page[name] as readonly number[] | undefined) ?? [];
  const value = (name: string): number => values(name)[0] ?? 0;
  const width = value(tag.width);
  const height = value(tag.height);
  // UTIF reads on past the end.
  const offsets = [...values(tag.stripOffsets), ...values(tag.tileOffsets)];
  const lengths = [...values(tag.stripLengths), ...values(tag.tileLengths)];
  const whole =
    directoryIsWhole(bytes) && offsets.length > 0 && offsets.every((offset, i) => offset + lengths[i]! <= bytes.length);
  if (!(width > 0 && height > 0 && whole)) throw new Error('a part of it is missing');
  if (jpegCompressions.includes(value(tag.compression))) {
    throw new Error('it is a TIFF with JPEG inside, which only the command line reads: save it as JPEG or PNG');
  }
  return {
    width,
    height,
    decode() {
      UTIF.decodeImage(buffer, page);
      if (page.data === undefined) throw new Error('its pixels are missing');
      const photo = toRgb(page, value(tag.colours), value(tag.bits));
      const turn = turns[value(tag.orientation)];
      return turn === undefined ? photo : undoTurn(photo, turn);
    },
  };
}

function toRgb(page: IFD, colours: number, bits: number): Photo {
  const { width, height, data } = page;
  if (colours === inks && bits === 8) return inksToRgb({ width, height, data });
  const channels = ((page[tag.bits] as readonly number[]) ?? [1]).length;
  if (colours === greyFromBlack && bits === 16 && channels === 1) {
    const levels = new Uint16Array(data.buffer, data.byteOffset, width * height);
    return clipToRgb(width, height, levels, 1);
  }
  const rgb = new Uint8Array(width * height * 3);
  dropAlpha(UTIF.toRGBA8(page), rgb, 0);
  return { width, height, data: rgb };
}
