/**
 * A file as a tree of parts. A number that follows from other parts (a length, a count, an offset, a checksum) says how,
 * so that a file stays consistent when parts are moved, and becomes inconsistent only where a mutation asks for it.
 */

/** How a number follows from other parts. */
export type Rule =
  | { readonly rule: 'length'; readonly of: Part; readonly plus: number }
  | { readonly rule: 'count'; readonly of: Group }
  /** The place of `of`, counted from `from` (the beginning of the file without it). */
  | { readonly rule: 'offset'; readonly of: Part; readonly plus: number; readonly from?: Part }
  | { readonly rule: 'crc32'; readonly of: readonly Part[] };

export interface Bytes {
  readonly kind: 'bytes';
  readonly label: string;
  bytes: Uint8Array;
  /** Holds words or numbers written out, as in JSON. */
  readonly isText: boolean;
  /** The bytes are compressed: mutations may open them. */
  readonly isDeflated: boolean;
}

export interface NumberPart {
  readonly kind: 'number';
  readonly label: string;
  /** In bytes, 1 to 8; 0 for a varint of protocol buffers. */
  readonly size: number;
  readonly isBigEndian: boolean;
  value: bigint;
  rule: Rule | undefined;
}

export interface Group {
  readonly kind: 'group';
  /** Parts of groups with one label may take each other's place. */
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

/** Every part below `root`, itself first, parents before children. */
export function allParts(root: Part): Part[] {
  const found: Part[] = [root];
  for (let at = 0; at < found.length; at++) {
    const part = found[at]!;
    if (part.kind === 'group') for (const child of part.parts) found.push(child);
  }
  return found;
}

/** A copy whose rules point into the copy where their targets were copied, and elsewhere to what they did. */
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
