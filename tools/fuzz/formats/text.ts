/** Parses text: JSON into nested members, tables and YAML into lines of words. */
import type { Dialect } from '../dialect.ts';
import { type Group, group, type Part, textPart } from '../parts.ts';
import { Reader } from '../reader.ts';

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const word = (label: string, text: string): Part => textPart(label, Buffer.from(text, 'latin1'));

/** Lines, each of words, numbers, white space and single other characters. */
export const lines: Dialect = {
  parse: (bytes) =>
    group(
      'lines',
      latin1(bytes)
        .split(/(?<=\n)/)
        .map((line) =>
          group(
            'line',
            (line.match(/[\w.+-]+|[ \t]+|[\s\S]/g) ?? []).map((token) => word('word', token)),
          ),
        ),
    ),
};

export const json: Dialect = { parse: (bytes) => parseJson(latin1(bytes)) };

/** The tokens of a JSON text; members and elements are groups that begin with their comma. */
export function parseJson(text: string): Group {
  const tokens = text.match(/"(?:[^"\\]|\\[\s\S])*"|[{}[\],:]|[ \t\r\n]+|[^{}[\],:" \t\r\n]+|[\s\S]/g) ?? [];
  let at = 0;
  const members = (label: string): Group => {
    const list = group(label);
    let member = group('member');
    const close = () => {
      if (member.parts.length > 0) list.parts.push(member);
      member = group('member');
    };
    for (; at < tokens.length; at++) {
      const token = tokens[at]!;
      if (token === '}' || token === ']') break;
      if (token === ',') close();
      if (token !== '{' && token !== '[') {
        member.parts.push(word('json word', token));
        continue;
      }
      at++;
      const inside = members('members');
      member.parts.push(group('value', [word('bracket', token), inside, word('bracket', tokens[at] ?? '')]));
    }
    close();
    return list;
  };
  const root = members('members');
  return at < tokens.length ? group('text', [root, word('rest', tokens.slice(at).join(''))]) : root;
}

/** The header's length, the header as JSON, and the values. */
export const safetensors: Dialect = {
  parse(bytes) {
    const reader = new Reader(bytes);
    const header = group('header');
    const length = reader.little('header length', 8, { rule: 'length', of: header, plus: 0 });
    header.parts.push(parseJson(latin1(reader.take(Number(length.value)))));
    return group('safetensors', [length, header, reader.rest('values')]);
  },
};
