/** Parses TIFF, which is also EXIF's form, into directories of entries, the arrays they point to, strips and tiles. */
import type { Dialect } from '../dialect.ts';
import { type Group, group, type NumberPart, numberPart, type Part } from '../parts.ts';
import { Reader } from '../reader.ts';

const typeSizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
/** The tags whose values are offsets of directories: SubIFDs, Exif, GPS, Interoperability. */
const directoryTags = [0x14a, 0x8769, 0x8825, 0xa005];
/** The tags of offsets and of lengths for strips, tiles and the old-style JPEG stream. */
const dataTags: readonly (readonly [number, number])[] = [
  [0x111, 0x117],
  [0x144, 0x145],
  [0x201, 0x202],
];
/** Longer arrays are treated as raw bytes. */
const mostNumbers = 64;

interface Piece {
  readonly begin: number;
  readonly length: number;
  readonly part: Group;
}

interface Entry {
  readonly tag: number;
  readonly count: NumberPart;
  readonly values: readonly NumberPart[];
}

export const tiff: Dialect = { parse: parseTiff };

export function parseTiff(bytes: Uint8Array): Group {
  const order = Buffer.from(bytes.subarray(0, 2)).toString('latin1');
  if (order !== 'II' && order !== 'MM') throw new Error('no TIFF');
  const isBig = order === 'MM';
  const head = new Reader(bytes);
  const header = group('header', [head.raw('order', 2)]);
  const number = (reader: Reader, label: string, size: number): NumberPart =>
    numberPart(label, size, reader.integer(size, isBig), isBig);
  header.parts.push(number(head, 'version', 2));
  if ((header.parts[1] as NumberPart).value !== 42n) throw new Error('no classic TIFF');
  const first = number(head, 'first directory', 4);
  header.parts.push(first);
  const pieces = new Map<number, Piece>([[0, { begin: 0, length: 8, part: header }]]);

  const claim = (begin: number, length: number, part: Group): Group => {
    const known = pieces.get(begin);
    if (known !== undefined) return known.part;
    pieces.set(begin, { begin, length, part });
    return part;
  };
  const pointTo = (pointer: NumberPart, target: Part): void => {
    pointer.rule = { rule: 'offset', of: target, plus: 0, from: header };
  };

  const directory = (pointer: NumberPart): void => {
    const begin = Number(pointer.value);
    if (begin === 0) return;
    const known = pieces.get(begin);
    if (known !== undefined) pointTo(pointer, known.part);
    if (known !== undefined) return;
    const reader = new Reader(bytes);
    reader.take(begin);
    const entries = group('entries');
    const count = number(reader, 'entries', 2);
    count.rule = { rule: 'count', of: entries };
    const part = group('directory', [count, entries]);
    pointTo(pointer, claim(begin, 6 + 12 * Number(count.value), part));
    const read = Array.from({ length: Number(count.value) }, () => parseEntry(reader, entries));
    const next = number(reader, 'next directory', 4);
    part.parts.push(next);
    for (const { values } of read.filter(({ tag }) => directoryTags.includes(tag))) values.forEach(directory);
    for (const [places, lengths] of dataTags) claimData(read, places, lengths);
    directory(next);
  };

  const parseEntry = (reader: Reader, entries: Group): Entry => {
    const tag = number(reader, 'tag', 2);
    const type = number(reader, 'type', 2);
    const count = number(reader, 'count', 4);
    const size = typeSizes[Number(type.value)] ?? 0;
    const total = size * Number(count.value);
    const entry = group('entry', [tag, type, count]);
    entries.parts.push(entry);
    const unit = size === 8 ? 4 : size;
    if (size === 0 || total <= 4) {
      const inline = new Reader(reader.take(4));
      const values = unit < 2 ? [] : Array.from({ length: total / unit }, () => number(inline, 'value', unit));
      entry.parts.push(...values, inline.rest('value'));
      return { tag: Number(tag.value), count, values };
    }
    const pointer = number(reader, 'pointer', 4);
    entry.parts.push(pointer);
    const far = new Reader(bytes);
    far.take(Number(pointer.value));
    const array = new Reader(far.take(total));
    const numbers = unit >= 2 && total / unit <= mostNumbers ? total / unit : 0;
    const values = Array.from({ length: numbers }, () => number(array, 'value', unit));
    pointTo(pointer, claim(Number(pointer.value), total, group('array', [...values, array.rest('array')])));
    return { tag: Number(tag.value), count, values };
  };

  const claimData = (entries: readonly Entry[], places: number, lengths: number): void => {
    const begins = entries.find(({ tag }) => tag === places)?.values ?? [];
    const sizes = entries.find(({ tag }) => tag === lengths)?.values ?? [];
    begins.forEach((begin, i) => {
      const size = sizes[i];
      if (size === undefined || begin.value + size.value > BigInt(bytes.length)) return;
      const reader = new Reader(bytes);
      reader.take(Number(begin.value));
      const data = claim(
        Number(begin.value),
        Number(size.value),
        group('data', [reader.raw('data', Number(size.value))]),
      );
      pointTo(begin, data);
      size.rule = { rule: 'length', of: data, plus: 0 };
    });
  };

  directory(first);
  return group('tiff', inOrder(bytes, [...pieces.values()]));
}

/** The pieces that do not overlap in the order of the file, and the bytes between them. */
function inOrder(bytes: Uint8Array, pieces: readonly Piece[]): readonly Part[] {
  const reader = new Reader(bytes);
  const parts: Part[] = [];
  for (const { begin, length, part } of [...pieces].sort((a, b) => a.begin - b.begin)) {
    if (begin < reader.at) continue;
    if (begin > reader.at) parts.push(group('gap', [reader.raw('gap', begin - reader.at)]));
    parts.push(part);
    reader.take(length);
  }
  if (reader.left > 0) parts.push(group('gap', [reader.rest('gap')]));
  return parts;
}
