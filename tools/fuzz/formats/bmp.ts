/** Parses BMP into its file header, the fields of the next header, and the rest: masks, palette and pixels. */
import type { Dialect } from '../dialect.ts';
import { group } from '../parts.ts';
import { Reader } from '../reader.ts';

export const bmp: Dialect = {
  parse(bytes) {
    const reader = new Reader(bytes);
    const file = group('file', [
      ...[reader.raw('signature', 2), reader.little('length', 4), reader.raw('reserved', 4), reader.little('start', 4)],
    ]);
    const info = group('info', [reader.little('size', 4)]);
    for (const label of ['width', 'height']) info.parts.push(reader.little(label, 4));
    for (const label of ['planes', 'bits']) info.parts.push(reader.little(label, 2));
    for (const label of ['compression', 'bytes', 'across', 'down', 'colours', 'important']) {
      info.parts.push(reader.little(label, 4));
    }
    return group('bmp', [file, info, group('rest', [reader.rest('rest')])]);
  },
};
