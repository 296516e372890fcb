/** Renders a tree of parts to the bytes of a file. */
import { crc32 } from './crc32.ts';
import type { NumberPart, Part } from './parts.ts';

export interface Rendered {
  readonly bytes: Uint8Array;
  /** The offset at which each part begins. */
  readonly positions: ReadonlyMap<Part, number>;
}

const mask = (size: number): bigint => (1n << BigInt(8 * size)) - 1n;

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value & mask(8);
  do {
    bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return bytes;
}

export function render(root: Part): Rendered {
  const lengths = new Map<Part, number>();
  /** Parts that are being measured. A varint that counts its own bytes would recurse without end. */
  const open = new Set<Part>();
  const measure = (part: Part): number => {
    const known = lengths.get(part);
    if (known !== undefined) return known;
    if (open.has(part)) return 0;
    open.add(part);
    let length: number;
    if (part.kind === 'bytes') length = part.bytes.length;
    else if (part.kind === 'number') length = part.size > 0 ? part.size : varint(ruledLength(part)).length;
    else length = part.parts.reduce((sum, child) => sum + measure(child), 0);
    lengths.set(part, length);
    return length;
  };
  /** The value of a number whose rule does not depend on positions. */
  const ruledLength = ({ rule, value }: NumberPart): bigint => {
    if (rule?.rule === 'length') return BigInt(measure(rule.of) + rule.plus);
    if (rule?.rule === 'count') return BigInt(rule.of.parts.length);
    return value;
  };

  const bytes = new Uint8Array(measure(root));
  const positions = new Map<Part, number>();
  const numbers: NumberPart[] = [];
  const place = (part: Part, at: number): number => {
    positions.set(part, at);
    if (part.kind === 'bytes') bytes.set(part.bytes, at);
    if (part.kind === 'number') numbers.push(part);
    if (part.kind !== 'group') return at + measure(part);
    let next = at;
    for (const child of part.parts) next = place(child, next);
    return next;
  };
  place(root, 0);

  const write = (part: NumberPart, value: bigint): void => {
    const at = positions.get(part)!;
    if (part.size === 0) bytes.set(varint(value).slice(0, lengths.get(part)), at);
    let rest = value & mask(part.size);
    for (let i = 0; i < part.size; i++) {
      bytes[at + (part.isBigEndian ? part.size - 1 - i : i)] = Number(rest & 255n);
      rest >>= 8n;
    }
  };
  const sums = numbers.filter(({ rule }) => rule?.rule === 'crc32');
  for (const number of numbers) {
    const { rule } = number;
    if (rule?.rule === 'crc32') continue;
    if (rule?.rule !== 'offset') write(number, ruledLength(number));
    else {
      const from = rule.from === undefined ? 0 : (positions.get(rule.from) ?? 0);
      write(number, BigInt((positions.get(rule.of) ?? from) - from + rule.plus));
    }
  }
  // Inner checksums are written first, since outer ones cover them.
  for (const sum of sums.reverse()) {
    if (sum.rule?.rule !== 'crc32') continue;
    const covered = sum.rule.of.filter((part) => positions.has(part));
    write(
      sum,
      BigInt(crc32(covered.map((part) => bytes.subarray(positions.get(part)!, positions.get(part)! + measure(part))))),
    );
  }
  return { bytes, positions };
}
