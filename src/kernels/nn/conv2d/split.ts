/**
 * Host half of shaders/nn/conv2d-tiled.wgsl and conv2d-tiled-quads.wgsl with sums split into parts, and of
 * shaders/nn/conv2d-reduce.wgsl, which adds the parts: for layers with too few tiles to fill a GPU.
 */
import reduceText from '../../../../shaders/nn/conv2d-reduce.wgsl';
import type { Node } from '../../../graph/graph.ts';
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import { elementCount } from '../../../graph/tensor.ts';
import { type Binding, foldGrid, type Kernel, oneThreadEach, type Scratch, unused } from '../../kernel.ts';
import { convFinishParts, convParamsPart, shaderOf } from '../../shader-parts.ts';
import { storageOf } from '../../weight-storage.ts';
import { type Arithmetic, arithmeticRefusal, nameIn } from './arithmetic.ts';
import { convBindings, convParams, enoughWorkgroups, finishConstants, groupRefusal, tileCount } from './layer.ts';
import { packRows } from './pack.ts';
import { tiledShader } from './tiled.ts';

const reduceShader = shaderOf('nn/conv2d-reduce', reduceText, convParamsPart, ...convFinishParts);

/** The fewest terms in a part of a split sum: below this, adding the parts costs more than the split gains. */
const leastTerms = 128;

/** Each variant splits until there are about this many workgroups, in tiles with this edge. */
const forms = {
  'conv2d-split': { edge: 32, workgroups: enoughWorkgroups },
  // For the largest GPUs, with a hundred or more processors, which hide the latency of loads only with several workgroups each.
  'conv2d-split1024': { edge: 32, workgroups: 1024 },
  'conv2d-split64': { edge: 64, workgroups: 512 },
} as const;

type Form = keyof typeof forms;

function splitsFor(form: Form, operator: Conv2d, node: Node): number {
  const { edge, workgroups } = forms[form];
  const terms = elementCount(operator.weight.shape.slice(1));
  const wanted = Math.ceil(workgroups / tileCount(operator, node, edge));
  return Math.min(wanted, Math.floor(terms / leastTerms));
}

function splitKernel(form: Form, arithmetic: Arithmetic): Kernel<Conv2d> {
  const { edge } = forms[form];
  return {
    name: nameIn(arithmetic, form),
    refusal(operator, node, traits) {
      if (splitsFor(form, operator, node) < 2) return 'splits long sums of layers with few tiles';
      return groupRefusal(operator, edge) ?? arithmeticRefusal(arithmetic, operator.weight, traits);
    },
    lower(operator, node, traits) {
      const storage = storageOf(operator.weight, traits);
      const splits = splitsFor(form, operator, node);
      const outputs = elementCount(node.output.shape);
      const parts: Scratch = { kind: 'scratch', byteLength: splits * outputs * 4 };
      const bind = (use: 'read' | 'write'): Binding => ({ kind: 'scratch', scratch: parts, use });
      const [x, weights, bias, residual, out] = convBindings(operator, node, packRows(operator, edge, storage));
      const params = convParams(operator, node, splits);
      return [
        {
          ...tiledShader(edge, operator, node, arithmetic, storage, traits),
          params,
          bindings: [x, weights, bias, unused, bind('write')],
          workgroups: foldGrid(tileCount(operator, node, edge) * splits),
        },
        {
          shader: reduceShader,
          constants: finishConstants(operator),
          params,
          bindings: [bind('read'), bias, residual, out],
          workgroups: oneThreadEach(outputs),
        },
      ];
    },
  };
}

const formNames = Object.keys(forms) as readonly Form[];

export const conv2dSplitKernels = formNames.map((form) => splitKernel(form, 'f32'));
export const conv2dSplitF16Kernels = formNames.map((form) => splitKernel(form, 'f16'));
export const conv2dSplit64MatrixKernel = splitKernel('conv2d-split64', 'matrix');
