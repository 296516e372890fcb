/** Parses zip archives as PyTorch writes them: stored entries, with ZIP64 where sizes need it. */
import { bytesPart, type Group, group, type Part } from '../parts.ts';
import { Reader } from '../reader.ts';

const endSignature = 0x06054b50;

interface Entry {
  readonly name: string;
  readonly header: number;
  readonly size: number;
}

/**
 * @param parseEntry parses an entry's content; it may throw.
 */
export function parseZip(bytes: Uint8Array, parseEntry: (name: string, content: Uint8Array) => Part): Group {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== endSignature) end--;
  if (end < 0) throw new Error('no end of the directory');
  const list = directory(bytes, view, end);
  const reader = new Reader(bytes);
  const locals = group('locals');
  const placed = new Map<number, { readonly entry: Group; readonly content: Part }>();
  for (const entry of [...list.entries].sort((a, b) => a.header - b.header)) {
    if (entry.header > reader.at) locals.parts.push(reader.raw('gap', entry.header - reader.at));
    const local = localEntry(reader, entry, parseEntry);
    placed.set(entry.header, local);
    locals.parts.push(local.entry);
  }
  if (list.begin > reader.at) locals.parts.push(reader.raw('gap', list.begin - reader.at));
  const central = group('central');
  while (reader.at < list.end) central.parts.push(centralEntry(reader, placed));
  const tail = reader.at < end ? [zip64End(reader, end, central)] : [];
  return group('zip', [locals, central, ...tail, endRecord(reader, central)]);
}

function directory(bytes: Uint8Array, view: DataView, end: number) {
  let begin = view.getUint32(end + 16, true);
  let count = view.getUint16(end + 10, true);
  if (end >= 20 && view.getUint32(end - 20, true) === 0x07064b50) {
    const record = Number(view.getBigUint64(end - 12, true));
    count = Number(view.getBigUint64(record + 32, true));
    begin = Number(view.getBigUint64(record + 48, true));
  }
  const entries: Entry[] = [];
  let at = begin;
  for (let i = 0; i < count; i++) {
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const name = Buffer.from(bytes.subarray(at + 46, at + 46 + nameLength)).toString('latin1');
    let size = view.getUint32(at + 20, true);
    let header = view.getUint32(at + 42, true);
    let extra = at + 46 + nameLength + 4;
    // ZIP64: values that do not fit the entry are here, the uncompressed size first.
    if (view.getUint32(at + 24, true) === 0xffffffff) extra += 8;
    if (size === 0xffffffff) {
      size = Number(view.getBigUint64(extra, true));
      extra += 8;
    }
    if (header === 0xffffffff) header = Number(view.getBigUint64(extra, true));
    entries.push({ name, header, size });
    at += 46 + nameLength + extraLength + view.getUint16(at + 32, true);
  }
  return { entries, begin, end: at };
}

function localEntry(reader: Reader, { name, size }: Entry, parseEntry: (name: string, content: Uint8Array) => Part) {
  const at = reader.at;
  const begin = at + 30 + new DataView(reader.bytes.buffer, reader.bytes.byteOffset).getUint16(at + 26, true);
  const extraLength = new DataView(reader.bytes.buffer, reader.bytes.byteOffset).getUint16(at + 28, true);
  const contentBytes = reader.bytes.subarray(begin + extraLength, begin + extraLength + size);
  let content: Part;
  try {
    content = parseEntry(name, contentBytes);
  } catch {
    content = bytesPart('content', contentBytes);
  }
  const nameText = group('name');
  const extra = group('extra');
  const head = [
    reader.little('signature', 4),
    reader.little('version', 2),
    reader.little('flags', 2),
    reader.little('method', 2),
    reader.little('time', 4),
    reader.little('crc', 4, { rule: 'crc32', of: [content] }),
    reader.little('stored', 4, { rule: 'length', of: content, plus: 0 }),
    reader.little('size', 4, { rule: 'length', of: content, plus: 0 }),
    reader.little('name length', 2, { rule: 'length', of: nameText, plus: 0 }),
    reader.little('extra length', 2, { rule: 'length', of: extra, plus: 0 }),
  ];
  nameText.parts.push(reader.text('name', begin - at - 30));
  extra.parts.push(reader.raw('extra', extraLength));
  reader.take(size);
  return { entry: group('local', [...head, nameText, extra, content]), content };
}

function centralEntry(
  reader: Reader,
  placed: ReadonlyMap<number, { readonly entry: Group; readonly content: Part }>,
): Group {
  const view = new DataView(reader.bytes.buffer, reader.bytes.byteOffset + reader.at);
  const [nameLength, extraLength, commentLength] = [28, 30, 32].map((at) => view.getUint16(at, true));
  const local = placed.get(view.getUint32(42, true));
  const ofContent = local && ({ rule: 'length', of: local.content, plus: 0 } as const);
  const nameText = group('name');
  const extra = group('extra');
  const parts: Part[] = [
    reader.little('signature', 4),
    reader.little('made by', 2),
    reader.little('version', 2),
    reader.little('flags', 2),
    reader.little('method', 2),
    reader.little('time', 4),
    reader.little('crc', 4, local && { rule: 'crc32', of: [local.content] }),
    reader.little('stored', 4, ofContent),
    reader.little('size', 4, ofContent),
    reader.little('name length', 2, { rule: 'length', of: nameText, plus: 0 }),
    reader.little('extra length', 2, { rule: 'length', of: extra, plus: 0 }),
    reader.little('comment length', 2),
    reader.little('disk', 2),
    reader.little('attributes', 2),
    reader.little('external', 4),
    reader.little('offset', 4, local && { rule: 'offset', of: local.entry, plus: 0 }),
  ];
  nameText.parts.push(reader.text('name', nameLength!));
  for (let left = extraLength!; left > 0; ) {
    const size = Math.min(left, 8);
    extra.parts.push(reader.little('extra', size));
    left -= size;
  }
  return group('central entry', [...parts, nameText, extra, reader.text('comment', commentLength!)]);
}

function zip64End(reader: Reader, end: number, central: Group): Group {
  const record = group('zip64 end');
  while (reader.at < end) {
    const signature = reader.peek(4, false);
    if (signature === 0x06064b50) {
      record.parts.push(reader.little('signature', 4), reader.little('size', 8), reader.raw('versions', 12));
      record.parts.push(reader.little('count', 8, { rule: 'count', of: central }));
      record.parts.push(reader.little('count', 8, { rule: 'count', of: central }));
      record.parts.push(reader.little('length', 8, { rule: 'length', of: central, plus: 0 }));
      record.parts.push(reader.little('offset', 8, { rule: 'offset', of: central, plus: 0 }));
    } else if (signature === 0x07064b50) {
      record.parts.push(reader.little('signature', 4), reader.little('disk', 4));
      record.parts.push(reader.little('offset', 8, { rule: 'offset', of: record, plus: 0 }), reader.little('disks', 4));
    } else {
      record.parts.push(reader.raw('gap', end - reader.at));
    }
  }
  return record;
}

function endRecord(reader: Reader, central: Group): Group {
  return group('end', [
    reader.little('signature', 4),
    reader.little('disks', 4),
    reader.little('count', 2, { rule: 'count', of: central }),
    reader.little('count', 2, { rule: 'count', of: central }),
    reader.little('length', 4, { rule: 'length', of: central, plus: 0 }),
    reader.little('offset', 4, { rule: 'offset', of: central, plus: 0 }),
    reader.little('comment length', 2),
    reader.text('comment', reader.left),
  ]);
}
