/**
 * Host halves of shaders/nn/norm-rows.wgsl, norm-rows-quads.wgsl and norm-workgroup.wgsl, which layer and group normalisation
 * share.
 */

import rowsText from '../../../shaders/nn/norm-rows.wgsl';
import quadsText from '../../../shaders/nn/norm-rows-quads.wgsl';
import workgroupText from '../../../shaders/nn/norm-workgroup.wgsl';
import type { Node } from '../../graph/graph.ts';
import type { GroupNorm } from '../../graph/operators/nn/group-norm.ts';
import type { LayerNorm, NormalisedRows } from '../../graph/operators/nn/layer-norm.ts';
import type { Shape } from '../../graph/tensor.ts';
import {
  activationCode,
  activationConstants,
  type Dispatch,
  divideUp,
  floatBits,
  foldGrid,
  type PackedWeights,
  read,
  write,
} from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { activationPart, normParamsPart, shaderOf, workgroupReducePart } from '../shader-parts.ts';

const shaders = {
  'rows-quads': shaderOf('nn/norm-rows-quads', quadsText, activationPart),
  rows: shaderOf('nn/norm-rows', rowsText, normParamsPart, activationPart),
  workgroup: shaderOf('nn/norm-workgroup', workgroupText, normParamsPart, activationPart, workgroupReducePart),
} as const;

type Form = keyof typeof shaders;
type Norm = LayerNorm | GroupNorm;

/** [count] pairs (gamma, beta). */
function packAffine({ gamma, beta }: Norm, count: number): PackedWeights {
  return {
    kind: 'weights',
    key: `${gamma?.key} ${beta?.key} pairs ${count}`,
    byteLength: count * 8,
    async pack(target) {
      const packed = new Float32Array(target);
      const [multipliers, shifts] = await Promise.all([gamma?.read(), beta?.read()]);
      for (let c = 0; c < count; c++) {
        packed[2 * c] = multipliers?.[c] ?? 1;
        packed[2 * c + 1] = shifts?.[c] ?? 0;
      }
    },
  };
}

function lower(operator: Norm, node: Node, { rows, size, groups, run }: NormalisedRows, form: Form): Dispatch {
  return {
    shader: shaders[form],
    constants: activationConstants(operator.activation),
    params: [rows, size, groups, run, floatBits(operator.epsilon), activationCode[operator.activation]],
    bindings: [read(node.inputs[0]), packAffine(operator, (groups * size) / run), write(node.output)],
    workgroups: foldGrid(form === 'workgroup' ? rows : divideUp(rows, 8)),
  };
}

function quadsRefusal({ size, run }: NormalisedRows): string | null {
  if (size % 4 === 0 && (run === 1 || run % 4 === 0)) return null;
  return 'serves rows, and runs of one gamma, of whole groups of four elements';
}

/** The kernels of an operator whose rows `rowsOf` describes, and their order of preference. */
export function normKernels<O extends Norm>(
  kind: O['kind'],
  rowsOf: (operator: O, x: Shape) => NormalisedRows,
): KernelSet<O> {
  const both = [{ kernel: `${kind}-workgroup` }, { kernel: `${kind}-rows` }];
  // A short row leaves most of a workgroup idle.
  const shortRows = (operator: O, node: Node): boolean => rowsOf(operator, node.inputs[0].shape).size < 32;
  return {
    kernels: (['rows-quads', 'rows', 'workgroup'] as const).map((form) => ({
      name: `${kind}-${form}`,
      refusal: (operator: O, node: Node) =>
        form === 'rows-quads' ? quadsRefusal(rowsOf(operator, node.inputs[0].shape)) : null,
      lower: (operator: O, node: Node) => [lower(operator, node, rowsOf(operator, node.inputs[0].shape), form)],
    })),
    preferences: {
      gpu: [{ kernel: `${kind}-rows`, when: shortRows }, ...both],
      software: [{ kernel: `${kind}-rows-quads` }, ...[...both].reverse()],
    },
  };
}
