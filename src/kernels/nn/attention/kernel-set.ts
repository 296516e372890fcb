/** The kernels of attention, and their order. */
import type { Node } from '../../../graph/graph.ts';
import type { Attention } from '../../../graph/operators/nn/attention.ts';
import type { KernelSet } from '../../kernel-set.ts';
import { attentionDirectKernel } from './direct.ts';
import { attentionSizes } from './layer.ts';
import { attentionSubgroupKernel } from './subgroup.ts';
import { attentionTiledKernel } from './tiled.ts';

/** With few tokens, packing and mostly empty tiles cost more than computing scores repeatedly. */
const fewTokens = (operator: Attention, node: Node): boolean => attentionSizes(operator, node).tokens < 8;

export const kernelSet: KernelSet<Attention> = {
  kernels: [attentionSubgroupKernel, attentionTiledKernel, attentionDirectKernel],
  preferences: {
    gpu: [
      { kernel: 'attention-direct', when: fewTokens },
      { kernel: 'attention-tiled' },
      { kernel: 'attention-subgroup' },
      { kernel: 'attention-direct' },
    ],
    software: [
      { kernel: 'attention-direct', when: fewTokens },
      { kernel: 'attention-subgroup' },
      { kernel: 'attention-tiled' },
      { kernel: 'attention-direct' },
    ],
  },
};
