/** Random numbers that depend only on a text, so that a mutant can be reproduced from its seed, kind and index. */
import { createHash } from 'node:crypto';

export class Random {
  readonly #state: Uint32Array;

  constructor(text: string) {
    const digest = createHash('sha256').update(text).digest();
    this.#state = Uint32Array.from([0, 4, 8, 12], (at) => digest.readUInt32LE(at) | 1);
  }

  /** 32 random bits (xoshiro128**). */
  bits(): number {
    const s = this.#state;
    const product = Math.imul(s[1]!, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= shifted;
    s[3] = (s[3]! << 11) | (s[3]! >>> 21);
    return result;
  }

  /** An integer from 0 to `end` - 1; 0 when `end` is 0. */
  below(end: number): number {
    return end <= 0 ? 0 : Math.floor((this.bits() / 2 ** 32) * end);
  }

  chance(probability: number): boolean {
    return this.bits() / 2 ** 32 < probability;
  }

  /** An element of a list, which must not be empty. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.bits() & 255);
  }

  /** An integer from 1 to `most`, whose order of magnitude is distributed evenly. */
  magnitude(most: number): number {
    return Math.max(1, Math.min(most, this.below(2 ** this.below(1 + Math.ceil(Math.log2(most + 1))) + 1)));
  }
}
