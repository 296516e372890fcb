/**
 * Reads the first directory of a TIFF (TIFF 6.0, section 2) or BigTIFF in either byte order. Nothing is allocated according to
 * the file's own counts: values stay in the file and are read one at a time.
 */
import { counted } from '../../printable.ts';
import { damaged } from '../photo-fault.ts';

/** The tags that affect how pixels are read; all others are ignored. */
export const tag = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  orientation: 274,
  samples: 277,
  rowsPerStrip: 278,
  stripLengths: 279,
  planes: 284,
  group3Options: 292,
  predictor: 317,
  colourMap: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileLengths: 325,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
  oldJpegStream: 513,
  oldJpegStreamLength: 514,
  oldJpegRestarts: 515,
  oldJpegQuantisation: 519,
  oldJpegDcTables: 520,
  oldJpegAcTables: 521,
  ycbcrCoefficients: 529,
  ycbcrSubsampling: 530,
  referenceBlackWhite: 532,
  xmp: 700,
} as const;

export type TagName = keyof typeof tag;

const nameOfTag: ReadonlyMap<number, TagName> = new Map(
  (Object.keys(tag) as TagName[]).map((name) => [tag[name], name] as const),
);

/** Field types (TIFF 6.0, section 2; BigTIFF adds 16 to 18). */
const rational = 5;
const byte = 1;
/** A directory's address. */
const directoryType = 13;
const typeLengths: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};

type Reader = (view: DataView, at: number, littleEndian: boolean) => number;
const uint32: Reader = (view, at, little) => view.getUint32(at, little);
// An address above 2^53 is rounded, but lies outside any file either way.
const uint64: Reader = (view, at, little) => Number(view.getBigUint64(at, little));
/** Readers of the integer types. */
const readers: Readonly<Record<number, Reader>> = {
  1: (view, at) => view.getUint8(at),
  3: (view, at, little) => view.getUint16(at, little),
  4: uint32,
  6: (view, at) => view.getInt8(at),
  8: (view, at, little) => view.getInt16(at, little),
  9: (view, at, little) => view.getInt32(at, little),
  13: uint32,
  16: uint64,
  17: (view, at, little) => Number(view.getBigInt64(at, little)),
  18: uint64,
};

const littleEndianMark = 0x4949;
const bigEndianMark = 0x4d4d;
const bigTiff = 43;
/** The limit of a classic directory; a BigTIFF's count has 64 bits. */
const mostEntries = 65535;

interface Entry {
  readonly type: number;
  readonly count: number;
  /** Where the values begin. */
  readonly at: number;
}

function called(name: TagName): string {
  return `its TIFF tag ${tag[name]} (${name})`;
}

export class Directory {
  readonly bytes: Uint8Array;
  readonly littleEndian: boolean;
  readonly #view: DataView;
  readonly #entries = new Map<TagName, Entry>();

  /** @throws PhotoFault when the directory lies outside the file, or contains a tag twice. */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < 8) throw damaged('it ends within its TIFF header');
    const mark = this.#view.getUint16(0);
    if (mark !== littleEndianMark && mark !== bigEndianMark) throw damaged('its TIFF header is missing');
    this.littleEndian = mark === littleEndianMark;
    if (bytes[2] === bigTiff || bytes[3] === bigTiff) this.#readEntries(8, 16, 20);
    else this.#readEntries(4, 8, 12);
  }

  /**
   * @param wide bytes of an address.
   * @param header bytes of the file's header, whose last field is the directory's address.
   */
  #readEntries(wide: 4 | 8, header: 8 | 16, entryLength: 12 | 20): void {
    const { length } = this.bytes;
    const countLength = wide === 8 ? 8 : 2;
    if (length < header) throw damaged('it ends within its TIFF header');
    const start = this.#address(header - wide, wide);
    if (start + countLength > length) throw damaged('it ends before its TIFF directory');
    const count = wide === 8 ? this.#address(start, 8) : this.#view.getUint16(start, this.littleEndian);
    if (count > mostEntries || start + countLength + count * entryLength > length) {
      throw damaged('it ends within its TIFF directory');
    }
    for (let entry = 0; entry < count; entry++) {
      const at = start + countLength + entry * entryLength;
      const name = nameOfTag.get(this.#view.getUint16(at, this.littleEndian));
      if (name === undefined) continue;
      const type = this.#view.getUint16(at + 2, this.littleEndian);
      const values = this.#address(at + 4, wide);
      // Values that fit into the address field are stored there.
      const inPlace = values * (typeLengths[type] ?? 0) <= wide;
      const valuesAt = at + 4 + wide;
      if (this.#entries.has(name)) throw damaged(`its tag ${tag[name]} (${name}) occurs twice`);
      this.#entries.set(name, { type, count: values, at: inPlace ? valuesAt : this.#address(valuesAt, wide) });
    }
  }

  #address(at: number, wide: 4 | 8): number {
    return (wide === 4 ? uint32 : uint64)(this.#view, at, this.littleEndian);
  }

  /** The tag's entry, whose values lie within the file; undefined when the tag is missing. */
  #entry(name: TagName): Entry | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    if (entry.at + entry.count * (typeLengths[entry.type] ?? 0) > this.bytes.length) {
      throw damaged(`the values of ${called(name)} lie outside of the file`);
    }
    return entry;
  }

  has(name: TagName): boolean {
    return this.#entries.has(name);
  }

  /** The number of the tag's values; 0 when the tag is missing. */
  count(name: TagName): number {
    return this.#entry(name)?.count ?? 0;
  }

  /**
   * @throws PhotoFault when the tag is missing, has too few values, has a value that is not a non-negative integer, or is cut
   * off.
   */
  number(name: TagName, index = 0): number {
    const entry = this.#entry(name);
    if (entry === undefined) throw damaged(`${called(name)} is missing`);
    if (index >= entry.count) throw damaged(`${called(name)} has only ${counted(entry.count, 'value')}`);
    const read = readers[entry.type];
    if (read === undefined || entry.type === directoryType)
      throw damaged(`${called(name)} is of type ${entry.type}, which is not an integer`);
    const value = read(this.#view, entry.at + index * typeLengths[entry.type]!, this.littleEndian);
    if (value < 0) throw damaged(`${called(name)} is ${value}`);
    return value;
  }

  /** The value of a single-valued tag. @throws PhotoFault as `number`, and when there are several values. */
  single(name: TagName): number {
    const count = this.count(name);
    if (count > 1) throw damaged(`${called(name)} has ${count} values, not one`);
    return this.number(name);
  }

  singleOr(name: TagName, otherwise: number): number {
    return this.has(name) ? this.single(name) : otherwise;
  }

  /** At most the first `most` values; empty when the tag is missing. */
  numbers(name: TagName, most: number): readonly number[] {
    return Array.from({ length: Math.min(this.count(name), most) }, (_, index) => this.number(name, index));
  }

  /**
   * The values of a tag of `count` rationals or integers; null when the tag is missing.
   *
   * @throws PhotoFault when it has another type or number of values.
   */
  fractions(name: TagName, count: number): readonly number[] | null {
    const entry = this.#entry(name);
    if (entry === undefined) return null;
    if (entry.count !== count) throw damaged(`${called(name)} does not have ${counted(count, 'value')}`);
    return Array.from({ length: count }, (_, index) => {
      if (entry.type !== rational) return this.number(name, index);
      const at = entry.at + index * 8;
      return this.#address(at, 4) / this.#address(at + 4, 4);
    });
  }

  /** The bytes of a tag of single bytes; null when the tag is missing. */
  octets(name: TagName): Uint8Array | null {
    const entry = this.#entry(name);
    if (entry === undefined || typeLengths[entry.type] !== 1) return null;
    return this.bytes.subarray(entry.at, entry.at + entry.count);
  }

  /** The tag's first value; null when it is stored as a byte, which Pillow ignores, or is not an integer. */
  widerThanByte(name: TagName): number | null {
    const entry = this.#entry(name);
    const read = entry && readers[entry.type];
    return entry === undefined || entry.count === 0 || read === undefined || entry.type === byte
      ? null
      : read(this.#view, entry.at, this.littleEndian);
  }
}
