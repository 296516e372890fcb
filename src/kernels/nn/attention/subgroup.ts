/**
 * Host half of shaders/nn/attention-pack.wgsl and attention-subgroup8.wgsl: scores, softmax and values in one kernel, for
 * software adapters.
 */
import packText from '../../../../shaders/nn/attention-pack.wgsl';
import text from '../../../../shaders/nn/attention-subgroup8.wgsl';
import type { Attention } from '../../../graph/operators/nn/attention.ts';
import {
  type Binding,
  divideUp,
  foldGrid,
  type Kernel,
  oneThreadEach,
  read,
  type Scratch,
  write,
} from '../../kernel.ts';
import { attentionParamsPart, shaderOf } from '../../shader-parts.ts';
import { subgroupRefusal } from '../conv2d/layer.ts';
import { attentionParams, attentionSizes, countsBinding } from './layer.ts';

const packShader = shaderOf('nn/attention-pack', packText, attentionParamsPart);
const shader = shaderOf('nn/attention-subgroup8', text, attentionParamsPart);

/** As in the shaders: tokens of a block, and of a head the elements. */
const blockTokens = 32;
const headSize = 64;

export const attentionSubgroup8Kernel: Kernel<Attention> = {
  name: 'attention-subgroup8',
  refusal(operator, node, traits) {
    const { size } = attentionSizes(operator, node);
    return subgroupRefusal(8, traits) ?? (size === headSize ? null : `serves heads of ${headSize}, not ${size}`);
  },
  lower(operator, node) {
    const sizes = attentionSizes(operator, node);
    const params = attentionParams(sizes, node);
    const blocks = sizes.batch * sizes.heads * divideUp(sizes.tokens, blockTokens);
    const scratches = ['queries', 'keys', 'values'].map((): Scratch => {
      return { kind: 'scratch', byteLength: blocks * blockTokens * headSize * 4 };
    });
    const bind = (use: 'read' | 'write') => scratches.map((scratch): Binding => ({ kind: 'scratch', scratch, use }));
    return [
      {
        shader: packShader,
        constants: {},
        params,
        bindings: [read(node.inputs[0]!), ...bind('write')],
        workgroups: oneThreadEach((blocks * blockTokens * headSize) / 4),
      },
      {
        shader,
        constants: {},
        params,
        bindings: [...bind('read'), countsBinding(node), write(node.output)],
        workgroups: foldGrid(blocks),
      },
    ];
  },
};
