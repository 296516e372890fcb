/** What vendors publish of their GPUs, as far as a prediction needs it. */

export interface Gpu {
  /** The name to ask for it by. */
  readonly name: string;
  readonly title: string;
  /** Streaming multiprocessors, cores or Xe-cores: what a workgroup runs on. */
  readonly processors: number;
  /** Multiply-adds in float32 that a processor does in a clock. */
  readonly lanes: number;
  /** Instructions of a subgroup that a processor begins in a clock. */
  readonly issuesPerClock: number;
  readonly subgroupSize: number;
  /** GHz that it holds under load. */
  readonly clock: number;
  /** 32-bit registers of a processor. */
  readonly registers: number;
  /** Bytes of workgroup memory of a processor. */
  readonly workgroupMemory: number;
  /** Invocations that a processor holds. */
  readonly invocations: number;
  /** Clocks from a load to its value where the last-level cache has it. */
  readonly latency: number;
  /** Thousand millions of bytes a second: of memory, and of the last-level cache. */
  readonly memory: number;
  readonly cache: number;
  /** Microseconds between dispatches that depend on one another. */
  readonly betweenDispatches: number;
}

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
  },
];
