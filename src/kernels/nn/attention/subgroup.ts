/**
 * Host half of shaders/nn/attention-pack.wgsl and attention-subgroup.wgsl: scores, softmax and values in one kernel, for
 * software adapters.
 */
import packText from '../../../../shaders/nn/attention-pack.wgsl';
import text from '../../../../shaders/nn/attention-subgroup.wgsl';
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
import { bySharing, loadsOf, sharedBy, sharingOf, subgroupRefusal } from '../../subgroups.ts';
import { fromTemplate } from '../../template.ts';
import { attentionParams, attentionSizes, countsBinding } from './layer.ts';

const packShader = shaderOf('nn/attention-pack', packText, attentionParamsPart);

/** As in the shaders: the tokens of a block, and the elements of a head. */
const blockTokens = 32;
const headSize = 64;

const shaderFor = bySharing(({ lanes, shared }) => {
  const sharing = { lanes, shared: Math.min(shared, blockTokens) };
  const body = fromTemplate(
    text,
    { LANES: sharing.lanes, SHARED: sharing.shared },
    {
      key: sharedBy('key', blockTokens, sharing),
      keyload: loadsOf('keyload', blockTokens, sharing),
      element: sharedBy('element', headSize, sharing),
      valueload: loadsOf('valueload', headSize, sharing),
    },
  );
  return shaderOf('nn/attention-subgroup', body, attentionParamsPart);
});

export const attentionSubgroupKernel: Kernel<Attention> = {
  name: 'attention-subgroup',
  refusal(operator, node, traits) {
    const { size } = attentionSizes(operator, node);
    return subgroupRefusal(traits) ?? (size === headSize ? null : `serves heads of ${headSize}, not ${size}`);
  },
  lower(operator, node, traits) {
    const sharing = sharingOf(traits);
    const sizes = attentionSizes(operator, node);
    const params = attentionParams(sizes, node);
    const matrices = sizes.batch * sizes.heads;
    const headBlocks = divideUp(sizes.tokens, blockTokens);
    const blocks = matrices * headBlocks;
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
        shader: shaderFor(sharing),
        constants: {},
        params,
        bindings: [...bind('read'), countsBinding(node), write(node.output)],
        workgroups: foldGrid(matrices * divideUp(headBlocks * (blockTokens / 4), sharing.lanes)),
      },
    ];
  },
};
