/** Vendors' published figures of their GPUs, as far as predictions need them. */

import type { MatrixForm } from '../../src/kernels/kernel.ts';

export interface Gpu {
  /** The name by which it is selected. */
  readonly name: string;
  readonly title: string;
  /** Streaming multiprocessors, cores or Xe-cores: the unit that runs a workgroup. */
  readonly processors: number;
  /** float32 multiply-adds per processor and clock. */
  readonly lanes: number;
  /** Subgroup instructions that a processor issues per clock. */
  readonly issuesPerClock: number;
  readonly subgroupSize: number;
  /** The clock under load in GHz. */
  readonly clock: number;
  /** 32-bit registers per processor. */
  readonly registers: number;
  /** Bytes of workgroup memory per processor. */
  readonly workgroupMemory: number;
  /** The most resident invocations per processor. */
  readonly invocations: number;
  /** Clocks from a load to its value when it hits the last-level cache. */
  readonly latency: number;
  /** Bandwidths in 10^9 bytes per second: of memory, and of the last-level cache. */
  readonly memory: number;
  readonly cache: number;
  /** Microseconds between dependent dispatches. */
  readonly betweenDispatches: number;
  /** The matrices that its matrix units multiply, and their float16 multiply-adds with float32 sums per processor and clock. */
  readonly matrix: { readonly form: MatrixForm; readonly multiplyAdds: number };
}

const sixteen: MatrixForm = { operands: 'f16', rows: 16, columns: 16, depth: 16 };
const eight: MatrixForm = { operands: 'f16', rows: 8, columns: 8, depth: 8 };

const h100: Gpu = {
  name: 'h100',
  title: 'NVIDIA H100 SXM',
  processors: 132,
  lanes: 128,
  issuesPerClock: 4,
  subgroupSize: 32,
  clock: 1.755,
  registers: 65536,
  workgroupMemory: 233472,
  invocations: 2048,
  latency: 600,
  memory: 3350,
  cache: 5500,
  betweenDispatches: 3,
  // Half of the data sheet's rate, which needs instructions that four subgroups issue together; cooperative matrices do not.
  matrix: { form: sixteen, multiplyAdds: 1024 },
};

export const gpus: readonly Gpu[] = [
  h100,
  { ...h100, name: 'h200', title: 'NVIDIA H200 SXM', memory: 4800 },
  {
    name: 'rtx4060',
    title: 'NVIDIA GeForce RTX 4060',
    processors: 24,
    lanes: 128,
    issuesPerClock: 4,
    subgroupSize: 32,
    clock: 2.46,
    registers: 65536,
    workgroupMemory: 102400,
    invocations: 1536,
    latency: 600,
    memory: 272,
    cache: 1500,
    betweenDispatches: 3,
    matrix: { form: sixteen, multiplyAdds: 256 },
  },
  {
    name: 'm2',
    title: 'Apple M2, 10 cores',
    processors: 10,
    lanes: 128,
    issuesPerClock: 4,
    subgroupSize: 32,
    clock: 1.398,
    registers: 53248,
    workgroupMemory: 61440,
    invocations: 1024,
    latency: 500,
    memory: 100,
    cache: 300,
    betweenDispatches: 8,
    // It has no separate matrix units: the lanes multiply matrices.
    matrix: { form: eight, multiplyAdds: 128 },
  },
  {
    name: 'a770',
    title: 'Intel Arc A770',
    processors: 32,
    lanes: 128,
    issuesPerClock: 16,
    subgroupSize: 8,
    clock: 2.1,
    registers: 131072,
    workgroupMemory: 131072,
    invocations: 1024,
    latency: 700,
    memory: 560,
    cache: 1500,
    betweenDispatches: 6,
    matrix: { form: { ...eight, depth: 16 }, multiplyAdds: 1024 },
  },
];
