/** Parses AVIF and HEIC into nested boxes and the offsets of their items. */
import type { Dialect } from '../dialect.ts';
import { type Group, group, type NumberPart, type Part } from '../parts.ts';
import { Reader } from '../reader.ts';

/** Boxes that contain boxes, and the number of bytes before the first inner box. */
const containers: Readonly<Record<string, number>> = {
  moov: 0,
  trak: 0,
  mdia: 0,
  minf: 0,
  stbl: 0,
  dinf: 0,
  edts: 0,
  iprp: 0,
  ipco: 0,
  grpl: 0,
  meta: 4,
  iref: 4,
  iinf: 6,
  dref: 8,
  stsd: 8,
  av01: 78,
  hvc1: 78,
};
const mostNumbers = 24;

/** A number that may be an offset in the file. */
interface Pointer {
  readonly number: NumberPart;
}

export const iso: Dialect = {
  parse(bytes) {
    const reader = new Reader(bytes);
    const pointers: Pointer[] = [];
    const data: { readonly part: Part; readonly begin: number; readonly end: number }[] = [];
    const root = group('boxes');
    while (reader.left > 0) {
      const begin = reader.at;
      const made = box(reader, pointers);
      root.parts.push(made.box);
      if (made.type === 'mdat') data.push({ part: made.payload, begin: begin + made.head, end: reader.at });
    }
    for (const { number } of pointers) {
      const target = data.find(({ begin, end }) => number.value >= begin && number.value < end);
      if (target === undefined) continue;
      number.rule = { rule: 'offset', of: target.part, plus: Number(number.value) - target.begin };
    }
    return root;
  },
};

function box(reader: Reader, pointers: Pointer[]) {
  const payload = group('payload');
  const isLong = reader.peek(4, true) === 1;
  const size = reader.big('size', 4, isLong ? undefined : { rule: 'length', of: payload, plus: 8 });
  const name = reader.raw('type', 4);
  const parts: Part[] = [size, name];
  const head = isLong ? 16 : 8;
  if (isLong) parts.push(reader.big('long size', 8, { rule: 'length', of: payload, plus: 16 }));
  const total = Number((isLong ? (parts[2] as NumberPart) : size).value);
  const body = new Reader(reader.take(total === 0 ? reader.left : total - head));
  const type = Buffer.from(name.bytes).toString('latin1');
  payload.parts.push(...payloadParts(type, body, pointers));
  return { box: group('box', [...parts, payload]), payload, type, head };
}

function payloadParts(type: string, reader: Reader, pointers: Pointer[]): readonly Part[] {
  const own = containers[type];
  if (own !== undefined && reader.left >= own) {
    const list: Group = group('boxes');
    const parts = [...bytewise(reader, own), list];
    while (reader.left >= 8) list.parts.push(box(reader, pointers).box);
    return [...parts, reader.rest('rest')];
  }
  if (type === 'mdat' || type === 'av1C' || type === 'hvcC' || reader.left > 4 * mostNumbers)
    return [reader.rest('payload')];
  if (type === 'iloc' || type === 'stco') return places(reader, pointers);
  const parts: Part[] = [];
  while (reader.left >= 4) parts.push(reader.big('field', 4));
  return [...parts, reader.rest('rest')];
}

function bytewise(reader: Reader, count: number): readonly Part[] {
  return count <= 8 ? Array.from({ length: count }, () => reader.big('field', 1)) : [reader.raw('entry', count)];
}

/** Reads two-byte fields, and four-byte fields that may be offsets. They are if they point into the payload of an mdat box. */
function places(reader: Reader, pointers: Pointer[]): readonly Part[] {
  const parts: Part[] = [];
  while (reader.left >= 4) {
    const isPlace = reader.peek(2, true) === 0 && reader.at >= 8;
    const number = reader.big('field', isPlace ? 4 : 2);
    if (isPlace) pointers.push({ number });
    parts.push(number);
  }
  return [...parts, reader.rest('rest')];
}
