/** What the attention kernels share: the layer's sizes and the shaders' parameters. */
import type { Node } from '../../../graph/graph.ts';
import type { Attention } from '../../../graph/operators/nn/attention.ts';
import { type Binding, floatBits, read, unused } from '../../kernel.ts';

export interface AttentionSizes {
  readonly batch: number;
  readonly tokens: number;
  readonly width: number;
  readonly heads: number;
  /** The number of elements that one head has of a query. */
  readonly size: number;
}

export function attentionSizes({ heads }: Attention, node: Node): AttentionSizes {
  const [batch, tokens, width] = node.output.shape as [number, number, number];
  return { batch, tokens, width, heads, size: width / heads };
}

/** The fields of `AttentionParams` in shaders/lib/attention-params.wgsl. */
export function attentionParams({ batch, tokens, width, size }: AttentionSizes, node: Node): readonly number[] {
  return [batch, tokens, width, size, floatBits(1 / Math.sqrt(size)), node.inputs.length - 1];
}

export function countsBinding({ inputs: [, counts] }: Node): Binding {
  return counts === undefined ? unused : read(counts);
}
