/**
 * A file as a tree of parts. A number that depends on other parts (a length, a count, an offset, a checksum) has a rule for its
 * value, so that a file stays consistent when parts are moved, and becomes inconsistent only where a mutation intends it.
 */

/** How a number depends on other parts. */
export type Rule =
  | { readonly rule: 'length'; readonly of: Part; readonly plus: number }
  | { readonly rule: 'count'; readonly of: Group }
  /** The position of `of` relative to that of `from`, or to the beginning of the file without `from`. */
  | { readonly rule: 'offset'; readonly of: Part; readonly plus: number; readonly from?: Part }
  | { readonly rule: 'crc32'; readonly of: readonly Part[] };

export interface Bytes {
  readonly kind: 'bytes';
  readonly label: string;
  bytes: Uint8Array;
  /** Whether the bytes are words or numbers as text, as in JSON. */
  readonly isText: boolean;
  /** Whether the bytes are a zlib stream; mutations may decompress them. */
  readonly isDeflated: boolean;
}

export interface NumberPart {
  readonly kind: 'number';
  readonly label: string;
  /** 1 to 8 bytes; 0 for a varint of protocol buffers. */
  readonly size: number;
  readonly isBigEndian: boolean;
  value: bigint;
  rule: Rule | undefined;
}

export interface Group {
  readonly kind: 'group';
  /** Parts may be exchanged between groups with the same label. */
  readonly label: string;
  parts: Part[];
}

export type Part = Bytes | NumberPart | Group;

export function bytesPart(label: string, bytes: Uint8Array): Bytes {
  return { kind: 'bytes', label, bytes, isText: false, isDeflated: false };
}

export function deflatedPart(label: string, bytes: Uint8Array): Bytes {
  return { kind: 'bytes', label, bytes, isText: false, isDeflated: true };
}

export function textPart(label: string, bytes: Uint8Array): Bytes {
  return { kind: 'bytes', label, bytes, isText: true, isDeflated: false };
}

export function group(label: string, parts: readonly Part[] = []): Group {
  return { kind: 'group', label, parts: [...parts] };
}

export function numberPart(label: string, size: number, value: bigint, isBigEndian = false, rule?: Rule): NumberPart {
  return { kind: 'number', label, size, isBigEndian, value, rule };
}

/** `root` and all parts below it, parents before children. */
export function allParts(root: Part): Part[] {
  const found: Part[] = [root];
  for (let at = 0; at < found.length; at++) {
    const part = found[at]!;
    if (part.kind === 'group') for (const child of part.parts) found.push(child);
  }
  return found;
}

/** A copy. Its rules refer to the copies of their targets, or to the original targets where these are outside of `root`. */
export function clone<T extends Part>(root: T): T {
  const copies = new Map<Part, Part>();
  const copy = (part: Part): Part => {
    const made: Part = part.kind === 'group' ? { ...part, parts: part.parts.map(copy) } : { ...part };
    copies.set(part, made);
    return made;
  };
  const result = copy(root);
  const now = (part: Part): Part => copies.get(part) ?? part;
  for (const made of copies.values()) {
    if (made.kind === 'number' && made.rule !== undefined) made.rule = retargeted(made.rule, now);
  }
  return result as T;
}

function retargeted(rule: Rule, now: (part: Part) => Part): Rule {
  switch (rule.rule) {
    case 'crc32':
      return { ...rule, of: rule.of.map(now) };
    case 'count':
      return { ...rule, of: now(rule.of) as Group };
    case 'length':
      return { ...rule, of: now(rule.of) };
    case 'offset':
      return { ...rule, of: now(rule.of), ...(rule.from === undefined ? {} : { from: now(rule.from) }) };
  }
}
