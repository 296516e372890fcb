/** Mutates numbers, texts and bytes. */
import { deflateSync, inflateSync } from 'node:zlib';
import type { Bytes, NumberPart } from './parts.ts';
import type { Random } from './random.ts';

/** Sets another value and removes the number's rule, so that the value stays. */
export function mutateNumber(part: NumberPart, others: readonly NumberPart[], random: Random): void {
  const bits = BigInt(8 * (part.size === 0 ? random.pick([1, 4, 8]) : part.size));
  const top = 1n << bits;
  const value = part.value;
  const edges = [0n, 1n, 2n, top - 1n, top - 2n, top >> 1n, (top >> 1n) - 1n, top >> 2n, top >> 4n, (top >> 1n) + 1n];
  const near = [
    value + 1n,
    value - 1n,
    value * 2n,
    value / 2n,
    value * 256n,
    -value,
    value ^ (1n << BigInt(random.below(Number(bits)))),
  ];
  const other = others.length > 0 ? random.pick(others).value : 0n;
  const next = random.pick([
    random.pick(edges),
    random.pick(near),
    other,
    BigInt(random.bits()),
    BigInt(random.magnitude(4096)),
  ]);
  part.value = next < 0n ? next + (top << 8n) : next;
  part.rule = undefined;
}

const words = [
  '',
  '0',
  '-1',
  '1',
  '4294967295',
  '4294967296',
  '9007199254740993',
  '18446744073709551616',
  '1e39',
  '1e400',
  '-1e400',
  'nan',
  'NaN',
  '.nan',
  '.inf',
  'inf',
  'Infinity',
  '0x10',
  '1_000',
  '1e',
  '+5',
  '.5',
  '5.',
  '-0',
  '1.5',
  'true',
  'null',
  '{}',
  '[]',
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  ':',
  ',',
  '\n',
  '\r',
  '\t',
  ' ',
  '\0',
  '\x1b[31m',
  '\u202e',
  '\ufeff',
  '\u00e9',
  'e\u0301',
  '\ud83d\ude00',
  '__proto__',
  'constructor',
  'toString',
  'data_offsets',
  '__metadata__',
  'F32',
  'F64',
  'BF16',
  'I64',
  'U64',
  'F8_E4M3',
  '../../etc/passwd',
  '=1+1',
  '%s%n',
] as const;

export function mutateText(part: Bytes, random: Random): void {
  const word = Buffer.from(random.pick(words));
  const at = random.below(part.bytes.length + 1);
  const before = part.bytes.subarray(0, at);
  const after = part.bytes.subarray(at);
  const repeated = Buffer.concat(Array.from({ length: random.magnitude(3000) }, () => part.bytes));
  part.bytes = random.pick([word, word, Buffer.concat([before, word, after]), repeated.subarray(0, 40_000)]);
}

export function mutateBytes(part: Bytes, others: readonly Bytes[], random: Random): void {
  const opened = part.isDeflated && random.chance(0.7) ? open(part.bytes) : undefined;
  const changed = changeBytes(opened ?? part.bytes, others, random);
  part.bytes = opened === undefined ? changed : deflateSync(changed);
}

function open(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: 2 ** 20 });
  } catch {
    return undefined;
  }
}

/** Applies one change to bytes, which may be those of a part or of a whole file. */
export function changeBytes(bytes: Uint8Array, others: readonly Bytes[], random: Random): Uint8Array {
  const at = random.below(bytes.length + 1);
  const length = Math.min(random.magnitude(4096), bytes.length - at);
  const [before, middle, after] = [bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at + length)];
  const fill = (value: number) => Buffer.concat([before, Buffer.alloc(length, value), after]);
  switch (random.below(10)) {
    case 0:
      return before;
    case 1:
      return Buffer.concat([before, after]);
    case 2:
      return Buffer.concat([before, middle, middle, after]);
    case 3:
      return fill(random.pick([0, 255, 0x80, 0x20]));
    case 4:
      return Buffer.concat([before, random.bytes(length), after]);
    case 5:
      return Buffer.concat([before, random.bytes(random.magnitude(64)), middle, after]);
    case 6: {
      const other = others.length > 0 ? random.pick(others).bytes : middle;
      return Buffer.concat([before, other.subarray(random.below(other.length)), after]);
    }
    default:
      return flipped(bytes, random);
  }
}

function flipped(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = new Uint8Array(bytes);
  for (let flips = random.magnitude(8); flips > 0 && changed.length > 0; flips--) {
    const at = random.below(changed.length);
    changed[at] = random.pick([changed[at]! ^ (1 << random.below(8)), 0, 255, 0x7f, 0x80, random.below(256)]);
  }
  return changed;
}
