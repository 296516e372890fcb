/** Parses PNG into chunks, whose lengths and checksums stay right unless a mutation changes these themselves. */
import type { Dialect } from '../dialect.ts';
import { deflatedPart, type Group, group, type Part } from '../parts.ts';
import { Reader } from '../reader.ts';
import { exif } from './jpeg.ts';

export const png: Dialect = {
  parse(bytes) {
    const reader = new Reader(bytes);
    const root = group('png', [reader.raw('signature', 8)]);
    while (reader.left > 0) root.parts.push(chunk(reader));
    return root;
  },
};

function chunk(reader: Reader): Group {
  const data = group('data');
  const length = reader.big('length', 4, { rule: 'length', of: data, plus: 0 });
  const type = reader.raw('type', 4);
  data.parts.push(
    ...dataParts(Buffer.from(type.bytes).toString('latin1'), new Reader(reader.take(Number(length.value)))),
  );
  return group('chunk', [length, type, data, reader.big('sum', 4, { rule: 'crc32', of: [type, data] })]);
}

function dataParts(type: string, reader: Reader): readonly Part[] {
  if (type === 'IHDR') {
    const sizes = ['width', 'height'].map((label) => reader.big(label, 4));
    const kinds = ['depth', 'colour', 'compression', 'filter', 'interlace'].map((label) => reader.big(label, 1));
    return [...sizes, ...kinds, reader.rest('rest')];
  }
  if (type === 'IDAT') return [deflatedPart('pixels', reader.take(reader.left))];
  if (type === 'eXIf') return [exif(reader.take(reader.left))];
  if (type === 'tRNS' || type === 'gAMA' || type === 'pHYs' || type === 'acTL' || type === 'fcTL') {
    const parts: Part[] = [];
    while (reader.left >= 2) parts.push(reader.big('value', 2));
    return [...parts, reader.rest('rest')];
  }
  return [reader.rest('payload')];
}
