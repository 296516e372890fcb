/** Parses MXNet's `.params`: arrays of the second version, then their names. */
import type { Dialect } from '../dialect.ts';
import { group, numberPart } from '../parts.ts';
import { Reader } from '../reader.ts';

const magicOfV2 = 0xf993fac9n;

export const mxnet: Dialect = {
  parse(bytes) {
    const reader = new Reader(bytes);
    const head = [reader.little('magic', 8), reader.little('reserved', 8)];
    const [arrays, names] = [group('arrays'), group('names')];
    const count = reader.little('count', 8, { rule: 'count', of: arrays });
    for (let i = 0; i < Number(count.value); i++) arrays.parts.push(parseArray(reader));
    const nameCount = reader.little('count', 8, { rule: 'count', of: names });
    for (let i = 0; i < Number(nameCount.value); i++) names.parts.push(parseName(reader));
    return group('params', [...head, count, arrays, nameCount, names]);
  },
};

function parseArray(reader: Reader) {
  const magic = reader.little('array magic', 4);
  if (magic.value !== magicOfV2) throw new Error('another version');
  const storage = reader.little('storage', 4);
  const sizes = group('sizes');
  const dimensions = reader.little('dimensions', 4, { rule: 'count', of: sizes });
  for (let axis = 0; axis < Number(dimensions.value); axis++) sizes.parts.push(reader.little('size', 8));
  const kind = [reader.little('device', 4), reader.little('device number', 4), reader.little('type', 4)];
  const values = sizes.parts.reduce((product, part) => product * (part.kind === 'number' ? Number(part.value) : 1), 1);
  return group('array', [magic, storage, dimensions, sizes, ...kind, reader.raw('values', 4 * values)]);
}

function parseName(reader: Reader) {
  const length = reader.integer(8, false);
  const text = reader.text('name', Number(length));
  return group('name', [numberPart('length', 8, length, false, { rule: 'length', of: text, plus: 0 }), text]);
}
