/** Distributions of synthetic weights, for networks whose activations need a particular one (see synthetic.ts). */

/** How a tensor's values are computed from hashes: integer * scale + offset, rounded to float32 after each step. */
export interface Distribution {
  /** 'bell': the sum of a hash's four bytes, minus its mean. 'flat': its upper 24 bits. */
  readonly integers: 'bell' | 'flat';
  readonly scale: number;
  readonly offset: number;
}

/** The variance of the sum of four independent bytes: 4 * (256^2 - 1) / 12. */
const bellVariance = 21845;

/** Approximately normal: mean `offset`, standard deviation sqrt(variance). */
export function bell(variance: number, offset = 0): Distribution {
  return { integers: 'bell', scale: Math.fround(Math.sqrt(variance / bellVariance)), offset };
}

/** Uniform between `low` and `low + width`. */
export function flat(low: number, width: number): Distribution {
  return { integers: 'flat', scale: Math.fround(width / 2 ** 24), offset: Math.fround(low) };
}
