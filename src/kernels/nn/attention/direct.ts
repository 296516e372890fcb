/** Host half of shaders/nn/attention-direct.wgsl. */
import text from '../../../../shaders/nn/attention-direct.wgsl';
import type { Attention } from '../../../graph/operators/nn/attention.ts';
import { elementCount } from '../../../graph/tensor.ts';
import { type Kernel, oneThreadEach, read, write } from '../../kernel.ts';
import { attentionParamsPart, shaderOf } from '../../shader-parts.ts';
import { attentionParams, attentionSizes, countsBinding } from './layer.ts';

const shader = shaderOf('nn/attention-direct', text, attentionParamsPart);

export const attentionDirectKernel: Kernel<Attention> = {
  name: 'attention-direct',
  refusal: () => null,
  lower(operator, node) {
    return [
      {
        shader,
        constants: {},
        params: attentionParams(attentionSizes(operator, node), node),
        bindings: [read(node.inputs[0]!), countsBinding(node), write(node.output)],
        workgroups: oneThreadEach(elementCount(node.output.shape)),
      },
    ];
  },
};
