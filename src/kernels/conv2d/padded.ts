/**
 * Host half of shaders/pad.wgsl: writes the input with its zeros around it, then convolves without padding. For the
 * stem of a network, whose many taps and few channels make the question "inside?" dear.
 */
import padText from '../../../shaders/pad.wgsl';
import type { Conv2d } from '../../graph/operators/conv2d.ts';
import { type Binding, type Kernel, oneThreadEach, read, type Scratch, write } from '../kernel.ts';
import { shaderOf } from '../shader-parts.ts';
import { lowerInner } from './inner.ts';
import { geometry } from './layer.ts';

const shader = shaderOf('pad', padText);

/** Beyond this many channels a tap's question is asked rarely enough. */
const fewChannels = 8;

export const conv2dPaddedKernel: Kernel<Conv2d> = {
  name: 'conv2d_padded',
  refusal(operator) {
    if (operator.groups !== 1) return `serves groups = 1, not ${operator.groups}`;
    const channels = operator.weight.shape[1];
    if (channels > fewChannels) return `serves up to ${fewChannels} input channels, not ${channels}`;
    return operator.padding.some((size) => size > 0) ? null : 'serves layers with padding';
  },
  rank: (_operator, _node, traits) => (traits.kind === 'software' ? 0 : 6),
  lower(operator, node, traits) {
    const { input } = geometry(operator, node);
    const [paddingY, paddingX] = operator.padding;
    const shape = [input.n, input.c, input.h + 2 * paddingY, input.w + 2 * paddingX];
    const values = shape.reduce((product, size) => product * size, 1);
    const padded: Scratch = { kind: 'scratch', byteLength: values * 4 };
    const bind = (use: 'read' | 'write'): Binding => ({ kind: 'scratch', scratch: padded, use });
    const inner = {
      operator: { ...operator, padding: [0, 0] as const },
      input: shape,
      output: node.output.shape,
      from: bind('read'),
      to: write(node.output),
      residual: node.inputs[1],
    };
    return [
      {
        shader,
        constants: {},
        params: [input.n * input.c, input.h, input.w, paddingY, paddingX],
        bindings: [read(node.inputs[0]), bind('write')],
        workgroups: oneThreadEach(values),
      },
      ...lowerInner(inner, traits),
    ];
  },
};
