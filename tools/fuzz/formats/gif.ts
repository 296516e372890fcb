/** Parses GIF into the screen descriptor, blocks, and lists of sub-blocks. */
import type { Dialect } from '../dialect.ts';
import { type Group, group, type NumberPart, type Part } from '../parts.ts';
import { Reader } from '../reader.ts';

export const gif: Dialect = {
  parse(bytes) {
    const reader = new Reader(bytes);
    const flags: NumberPart[] = [];
    const screen = group('screen', [reader.raw('signature', 6), reader.little('width', 2), reader.little('height', 2)]);
    flags.push(reader.little('flags', 1));
    screen.parts.push(
      flags[0]!,
      reader.little('background', 1),
      reader.little('aspect', 1),
      ...table(reader, flags[0]!),
    );
    const root = group('gif', [screen]);
    while (reader.left > 0) root.parts.push(block(reader));
    return root;
  },
};

function table(reader: Reader, { value }: NumberPart): readonly Part[] {
  return value & 0x80n ? [reader.raw('table', 3 * 2 ** (Number(value & 7n) + 1))] : [];
}

function block(reader: Reader): Part {
  const code = reader.peek(1, false);
  if (code === 0x21) {
    return group('block', [reader.raw('introducer', 1), reader.little('label', 1), subBlocks(reader)]);
  }
  if (code !== 0x2c) return group('block', [reader.raw('trailer', code === 0x3b ? 1 : reader.left)]);
  const parts: Part[] = [reader.raw('introducer', 1)];
  for (const label of ['left', 'top', 'width', 'height']) parts.push(reader.little(label, 2));
  const flags = reader.little('flags', 1);
  parts.push(flags, ...table(reader, flags), reader.little('code size', 1), subBlocks(reader));
  return group('block', parts);
}

function subBlocks(reader: Reader): Group {
  const list = group('sub-blocks');
  for (let length = -1; length !== 0; ) {
    length = reader.peek(1, false);
    const data = group('data');
    list.parts.push(group('sub-block', [reader.little('length', 1, { rule: 'length', of: data, plus: 0 }), data]));
    data.parts.push(reader.raw('data', length));
  }
  return list;
}
