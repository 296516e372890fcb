/** Parses protocol buffers without their schema: a payload that can be read as a message is treated as one. */
import type { Dialect } from '../dialect.ts';
import { bytesPart, type Group, group, numberPart, type Part } from '../parts.ts';
import { Reader } from '../reader.ts';

const deepest = 8;

export const protobuf: Dialect = { parse: (bytes) => parseMessage(bytes, 0) };

function parseMessage(bytes: Uint8Array, depth: number): Group {
  const reader = new Reader(bytes);
  const message = group('message');
  while (reader.left > 0) message.parts.push(parseField(reader, depth));
  return message;
}

function parseField(reader: Reader, depth: number): Group {
  const tag = varint(reader);
  const wireType = Number(tag & 7n);
  if (tag >> 3n === 0n || tag >> 3n > 0x1fffffffn) throw new Error('no field number');
  const head = numberPart('tag', 0, tag);
  if (wireType === 0) return group('field', [head, numberPart('varint', 0, varint(reader))]);
  if (wireType === 1) return group('field', [head, reader.little('fixed64', 8)]);
  if (wireType === 5) return group('field', [head, reader.little('fixed32', 4)]);
  if (wireType !== 2) throw new Error('no wire type');
  const length = varint(reader);
  const payload = parsePayload(reader.take(Number(length)), depth);
  return group('field', [
    head,
    numberPart('length', 0, length, false, { rule: 'length', of: payload, plus: 0 }),
    payload,
  ]);
}

function parsePayload(bytes: Uint8Array, depth: number): Part {
  try {
    if (bytes.length >= 2 && depth < deepest) return parseMessage(bytes, depth + 1);
  } catch {
    // The payload is text or packed values.
  }
  return bytesPart('payload', bytes);
}

/** Reads a varint. Only its shortest form is accepted, since rendering writes that form. */
function varint(reader: Reader): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = reader.integer(1, false);
    value |= (byte & 127n) << shift;
    if (byte >= 128n) continue;
    if (byte === 0n && shift > 0n) throw new Error('a longer form than needed');
    return value;
  }
  throw new Error('no varint');
}
