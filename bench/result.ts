/** A benchmark's result in machine-readable form. Times are in milliseconds, memory in bytes. */
import type { AdapterSummary } from '../src/gpu/adapter.ts';
import type { Precision } from '../src/graph/rewrite.ts';
import type { Peak } from '../src/profile/roofline.ts';
import type { KindTimes } from './layer-kinds.ts';

export interface ColdStart {
  /** From the start of the process until weights and GPU are open. */
  readonly load: number;
  readonly compile: number;
  readonly firstRun: number;
  /** From the start of the process to the first score. */
  readonly total: number;
}

export interface Latency {
  readonly medianMs: number;
  readonly p95Ms: number;
}

/** What is measured. */
export interface Subject {
  readonly model: string;
  readonly batch: number;
  readonly precision: Precision;
}

export interface ModelResult extends Subject {
  readonly coldStartMs: ColdStart;
  readonly warm: Latency;
  /** Photos or crops per second. */
  readonly perSecond: number;
  /** By the operations of the direct algorithm, whatever the kernels compute. */
  readonly effectiveGflops: number;
  /** Relative to the best of the peaks measured before, between and after its runs. */
  readonly shareOfPeak: number;
  readonly memory: { readonly rssBytes: number; readonly arenaBytes: number; readonly weightBytes: number };
  /** Times of dispatches, each the median of three, by kind of layer. */
  readonly kindMs: KindTimes;
  /** Values of the first output, for inputs that are always the same. */
  readonly check: readonly number[];
}

/** Another runtime on the same network, measured alternating with ours. */
export interface MeasuredPeer {
  readonly peer: string;
  readonly model: string;
  readonly batch: number;
  readonly coldStartMs: ColdStart;
  readonly warm: Latency;
  readonly memory: { readonly rssBytes: number };
  /** The same kinds; empty where the runtime does not provide times. */
  readonly kindMs: KindTimes;
  /** The largest difference of its scores from ours, relative to the largest score. */
  readonly scoreDifference: number;
  /** Its figure divided by ours: above 1, ours is better. `warm` is the median ratio of neighbouring runs. */
  readonly ratio: { readonly coldStart: number; readonly warm: number; readonly rss: number };
}

export interface AbsentPeer {
  readonly peer: string;
  readonly model: string;
  readonly batch: number;
  /** The reason, and what would help. */
  readonly absent: string;
}

export interface KernelResult {
  readonly kernel: string;
  readonly medianMs: number;
  readonly gflops: number;
  /** The largest difference of its result from the plainest kernel's, relative to the largest value. */
  readonly difference: number;
}

/** A distinct convolution of a network, on every kernel that can run it. */
export interface LayerKernels extends Subject {
  readonly layer: string;
  /** How many of the network's layers are identical. */
  readonly count: number;
  readonly flops: number;
  /** Fastest first. */
  readonly kernels: readonly KernelResult[];
  /** The kernel that runs it without measurements. */
  readonly ruleOfThumb: string;
}

export interface BenchResult {
  /** This package's version. */
  readonly version: string;
  /** null outside a git checkout. */
  readonly commit: string | null;
  readonly adapter: AdapterSummary;
  /** The best of all measurements, and how far the worst fell behind (0..1), which shows the machine's variation. */
  readonly peak: Peak & { readonly drift: number };
  readonly models: readonly ModelResult[];
  readonly peers: readonly (MeasuredPeer | AbsentPeer)[];
  /** Empty without --kernels. */
  readonly kernels: readonly LayerKernels[];
}

/** `hyperiqa, batch 10`, `hyperiqa, batch 10, f16` */
export function nameOf({ model, batch, precision }: Subject): string {
  return `${model}, batch ${batch}${precision === 'f32' ? '' : `, ${precision}`}`;
}
