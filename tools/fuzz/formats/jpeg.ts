/** Parses JPEG into marker segments, and scans split at their restart markers. */
import type { Dialect } from '../dialect.ts';
import { bytesPart, group, numberPart, type Part } from '../parts.ts';
import { Reader } from '../reader.ts';
import { parseTiff } from './tiff.ts';

/** Segments that seeds lack or have once: SOI, EOI, DNL, DRI, an empty comment, and a fill byte. */
const snippets: readonly Part[] = [
  group(
    'jpeg',
    [
      [0xff, 0xd8],
      [0xff, 0xd9],
      [0xff, 0xdc, 0, 4, 0, 9],
      [0xff, 0xdd, 0, 4, 0, 1],
      [0xff, 0xfe, 0, 2],
      [0xff, 0xff],
    ].map(([prefix, marker, ...rest]) =>
      group('segment', [
        bytesPart('prefix', Uint8Array.of(prefix!)),
        numberPart('marker', 1, BigInt(marker!), true),
        bytesPart('payload', Uint8Array.from(rest)),
      ]),
    ),
  ),
];

export const jpeg: Dialect = {
  snippets,
  parse(bytes) {
    const reader = new Reader(bytes);
    const root = group('jpeg', [reader.raw('start', 2)]);
    while (reader.left > 0) {
      if (reader.peek(1, true) !== 0xff) throw new Error('no marker');
      const prefix = reader.raw('prefix', 1);
      const marker = reader.big('marker', 1);
      const code = Number(marker.value);
      if (code === 0xd9) root.parts.push(group('segment', [prefix, marker]));
      else root.parts.push(segment(reader, prefix, marker, code));
      if (code === 0xda || (code === 0xd9 && reader.left > 0)) root.parts.push(...scan(reader));
    }
    return root;
  },
};

function segment(reader: Reader, prefix: Part, marker: Part, code: number): Part {
  const payload = group('payload');
  const length = reader.big('length', 2, { rule: 'length', of: payload, plus: 2 });
  const body = reader.take(Number(length.value) - 2);
  payload.parts.push(...payloadParts(body, code));
  return group('segment', [prefix, marker, length, payload]);
}

function payloadParts(body: Uint8Array, code: number): readonly Part[] {
  const reader = new Reader(body);
  const isFrame = code >= 0xc0 && code <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(code);
  const byte = (label: string) => reader.big(label, 1);
  if (isFrame) {
    const parts: Part[] = [byte('precision'), reader.big('height', 2), reader.big('width', 2), byte('components')];
    while (reader.left >= 3) parts.push(group('component', [byte('id'), byte('sampling'), byte('table')]));
    return [...parts, reader.rest('rest')];
  }
  if (code === 0xda) {
    const parts: Part[] = [byte('components')];
    while (reader.left >= 5) parts.push(group('component', [byte('id'), byte('tables')]));
    while (reader.left > 0) parts.push(byte('spectrum'));
    return parts;
  }
  if (code === 0xdd) return [reader.big('interval', 2), reader.rest('rest')];
  if (code === 0xdb) return [byte('table'), reader.rest('quantisation')];
  if (code === 0xc4) return [byte('table'), reader.raw('counts', 16), reader.rest('codes')];
  const name = Buffer.from(body.subarray(0, 6)).toString('latin1');
  if (code === 0xe1 && name === 'Exif\0\0') return [reader.raw('name', 6), exif(body.subarray(6))];
  if (code >= 0xe0 && reader.left > 0) {
    const parts: Part[] = [reader.raw('name', Math.min(5, reader.left))];
    while (reader.left > 0 && parts.length < 16) parts.push(byte('field'));
    return [...parts, reader.rest('rest')];
  }
  return [reader.rest('payload')];
}

/** The parts of an EXIF block; its bytes if it is not valid EXIF. */
export function exif(bytes: Uint8Array): Part {
  try {
    return parseTiff(bytes);
  } catch {
    return bytesPart('exif', bytes);
  }
}

/** The entropy-coded bytes up to the next marker that is not a restart marker. */
function scan(reader: Reader): readonly Part[] {
  const { bytes } = reader;
  const parts: Part[] = [];
  let end = reader.at;
  for (; end < bytes.length; end++) {
    const next = bytes[end + 1];
    if (bytes[end] !== 0xff || next === 0 || next === 0xff || next === undefined) continue;
    if (next < 0xd0 || next > 0xd7) break;
    parts.push(
      reader.raw('scan', end - reader.at),
      group('segment', [reader.raw('prefix', 1), reader.big('restart', 1)]),
    );
    end++;
  }
  if (end > reader.at) parts.push(reader.raw('scan', end - reader.at));
  return parts;
}
