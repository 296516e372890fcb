/** Rates work against the adapter's peak: Williams et al., "Roofline: An Insightful Visual Performance Model" (2009). */

/** What an adapter reaches in kernels that do nothing else. */
export interface Peak {
  /** 10^9 multiplications and additions per second; a fused multiply-add counts as two. */
  readonly gflops: number;
  /** 10^9 bytes per second, read or written. */
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
 * The least time that the peak allows, divided by the time taken. Exceeds 1 where a kernel does less arithmetic than the direct
 * algorithm (Winograd), or finds in a cache what is counted as memory traffic.
 */
export function shareOfRoofline(work: Work, peak: Peak): number {
  return Math.max(work.flops / peak.gflops, work.bytes / peak.gbps) / 1e6 / work.milliseconds;
}
