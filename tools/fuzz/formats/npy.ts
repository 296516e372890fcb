/** Parses NumPy's .npy, and .npz, which are zip files of it. */
import type { Dialect } from '../dialect.ts';
import { bytesPart, group, type Part } from '../parts.ts';
import { Reader } from '../reader.ts';
import { parseZip } from './zip.ts';

function parseArray(bytes: Uint8Array): Part {
  const reader = new Reader(bytes);
  const magic = reader.raw('magic', 6);
  const version = [reader.little('major', 1), reader.little('minor', 1)];
  const size = version[0]!.value === 1n ? 2 : 4;
  const length = reader.peek(size, false);
  const head = group('head');
  const lengthPart = reader.little('length', size, { rule: 'length', of: head, plus: 0 });
  head.parts.push(reader.text('dict', length));
  return group('array', [magic, ...version, lengthPart, head, reader.rest('values')]);
}

export const npy: Dialect = { parse: parseArray };

export const npz: Dialect = {
  parse: (bytes) =>
    parseZip(bytes, (_, content) => (content[0] === 0x93 ? parseArray(content) : bytesPart('content', content))),
};
