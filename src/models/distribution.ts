/** How synthetic weights are distributed, for networks whose activations need it (see synthetic.ts). */

/** How a tensor's values are made of hashes: integer * scale + offset, rounded to float32 after each step. */
export interface Distribution {
  /** 'bell': a hash's four bytes added up, minus their mean. 'flat': its upper 24 bits. */
  readonly integers: 'bell' | 'flat';
  readonly scale: number;
  readonly offset: number;
}

/** The variance of four independent bytes' sum: 4 * (256^2 - 1) / 12. */
const bellVariance = 21845;

/** Nearly normal: mean `offset`, standard deviation sqrt(variance). */
export function bell(variance: number, offset = 0): Distribution {
  return { integers: 'bell', scale: Math.fround(Math.sqrt(variance / bellVariance)), offset };
}

/** Evenly between `low` and `low + width`. */
export function flat(low: number, width: number): Distribution {
  return { integers: 'flat', scale: Math.fround(width / 2 ** 24), offset: Math.fround(low) };
}
