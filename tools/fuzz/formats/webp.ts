/** Parses WebP into RIFF chunks, the headers of bitstreams, and frames of animations. */
import type { Dialect } from '../dialect.ts';
import { type Group, group, type Part } from '../parts.ts';
import { Reader } from '../reader.ts';
import { exif } from './jpeg.ts';

export const webp: Dialect = {
  parse(bytes) {
    const reader = new Reader(bytes);
    const id = reader.raw('id', 4);
    const body = group('body');
    const size = reader.little('size', 4, { rule: 'length', of: body, plus: 0 });
    body.parts.push(reader.raw('form', 4), ...chunks(reader));
    return group('riff', [id, size, body]);
  },
};

function chunks(reader: Reader): readonly Group[] {
  const list: Group[] = [];
  while (reader.left > 0) list.push(chunk(reader));
  return list;
}

function chunk(reader: Reader): Group {
  const id = reader.raw('id', 4);
  const data = group('data');
  const size = reader.little('size', 4, { rule: 'length', of: data, plus: 0 });
  const length = Number(size.value);
  data.parts.push(...dataParts(Buffer.from(id.bytes).toString('latin1'), new Reader(reader.take(length))));
  const pad = length % 2 === 1 && reader.left > 0 ? [reader.raw('pad', 1)] : [];
  return group('chunk', [id, size, data, ...pad]);
}

function dataParts(id: string, reader: Reader): readonly Part[] {
  const numbers = (...sizes: readonly number[]): Part[] => sizes.map((size) => reader.little('field', size));
  if (id === 'VP8X') return [...numbers(1, 3, 3, 3), reader.rest('rest')];
  if (id === 'VP8 ') return [...numbers(3, 3, 2, 2), reader.rest('bits')];
  if (id === 'VP8L') return [...numbers(1, 4), reader.rest('bits')];
  if (id === 'ANIM') return [...numbers(4, 2), reader.rest('rest')];
  if (id === 'ALPH') return [...numbers(1), reader.rest('bits')];
  if (id === 'EXIF') return [exif(reader.take(reader.left))];
  if (id === 'ANMF') return [...numbers(3, 3, 3, 3, 3, 1), ...chunks(reader)];
  return [reader.rest('payload')];
}
