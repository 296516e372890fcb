import type { Node } from '../graph/graph.ts';

/** A dispatch with its pipeline and bind group created, ready to be encoded. */
export interface RecordedDispatch {
  readonly node: Node;
  readonly kernel: string;
  readonly shader: string;
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly workgroups: readonly [number, number, number];
}
