/** Host half of shaders/nn/attention-tiled.wgsl: scores, softmax and values in one kernel, for GPUs. */
import text from '../../../../shaders/nn/attention-tiled.wgsl';
import type { Attention } from '../../../graph/operators/nn/attention.ts';
import { divideUp, foldGrid, type Kernel, read, type Shader, write } from '../../kernel.ts';
import { attentionParamsPart, shaderOf } from '../../shader-parts.ts';
import { attentionParams, attentionSizes, countsBinding } from './layer.ts';

/** Larger heads would need more workgroup memory for their tiles than WebGPU guarantees. */
const largestSize = 128;
/** As in the shader. */
const queries = 64;

const made = new Map<number, Shader>();

/** The shader for heads of this many elements; each variant is built once. */
function shaderFor(size: number): Shader {
  const known = made.get(size);
  if (known !== undefined) return known;
  const quads = { file: 'quads of a head', text: `const QUADS = ${size / 4}u;` };
  const shader = shaderOf('nn/attention-tiled', text, attentionParamsPart, quads);
  made.set(size, shader);
  return shader;
}

export const attentionTiledKernel: Kernel<Attention> = {
  name: 'attention-tiled',
  refusal(operator, node) {
    const { size } = attentionSizes(operator, node);
    if (size % 4 === 0 && size <= largestSize) return null;
    return `serves heads of a multiple of 4 up to ${largestSize}, not ${size}`;
  },
  lower(operator, node) {
    const sizes = attentionSizes(operator, node);
    return [
      {
        shader: shaderFor(sizes.size),
        constants: {},
        params: attentionParams(sizes, node),
        bindings: [read(node.inputs[0]!), countsBinding(node), write(node.output)],
        workgroups: foldGrid(sizes.batch * sizes.heads * divideUp(sizes.tokens, queries)),
      },
    ];
  },
};
