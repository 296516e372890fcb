/**
 * How near a piece of work comes to what the adapter can do: Williams et al., "Roofline: An Insightful Visual
 * Performance Model" (2009).
 */

/** What an adapter reaches in kernels that do nothing else. */
export interface Peak {
  /** Thousand millions of multiplications and additions a second; a fused multiply-add is two. */
  readonly gflops: number;
  /** Thousand millions of bytes a second, read and written. */
  readonly gbps: number;
}

export interface Work {
  readonly flops: number;
  readonly bytes: number;
  readonly milliseconds: number;
}

export const gflopsOf = ({ flops, milliseconds }: Work): number => flops / milliseconds / 1e6;

export const gbpsOf = ({ bytes, milliseconds }: Work): number => bytes / milliseconds / 1e6;

/**
 * The least time that the peak allows over the time taken. Above 1 where a kernel does less than the direct
 * algorithm's arithmetic (Winograd), or finds in a cache what the count of bytes takes for memory.
 */
export function shareOfRoofline(work: Work, peak: Peak): number {
  return Math.max(work.flops / peak.gflops, work.bytes / peak.gbps) / 1e6 / work.milliseconds;
}
