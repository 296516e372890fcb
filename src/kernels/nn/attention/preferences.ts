/** The order of the attention kernels. */
import type { Node } from '../../../graph/graph.ts';
import type { Attention } from '../../../graph/operators/nn/attention.ts';
import type { Preferences } from '../../preference.ts';
import { attentionSizes } from './layer.ts';

/** With few tokens, packing and mostly empty tiles cost more than computing scores repeatedly. */
const fewTokens = (operator: Attention, node: Node): boolean => attentionSizes(operator, node).tokens < 8;

export const attentionPreferences: Preferences<Attention> = {
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
};
