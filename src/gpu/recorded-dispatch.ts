import type { Node } from '../graph/graph.ts';

/** One dispatch with all its objects made. */
export interface RecordedDispatch {
  readonly node: Node;
  readonly kernel: string;
  readonly shader: string;
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly workgroups: readonly [number, number, number];
}
