/** Host half of shaders/nn/strided-copy.wgsl: permutations and slices, in a scalar and a vec4 variant. */
import text from '../../../shaders/nn/strided-copy.wgsl';
import { HyperIqaError } from '../../errors.ts';
import type { Node } from '../../graph/graph.ts';
import { elementCount } from '../../graph/tensor.ts';
import { type Dispatch, oneThreadEach, read, write } from '../kernel.ts';
import { activationPart, byElements, type ElementsAtOnce, shaderOf, stridedPart } from '../shader-parts.ts';
import { collapse, dimensionFields, inQuads, mostDimensions, type Walk } from '../strided.ts';

const shaders = byElements(shaderOf('nn/strided-copy', text, activationPart, stridedPart));

/** The input offset where a copy begins, and the input's stride for each dimension of the output. */
export interface CopyWalk {
  readonly base: number;
  readonly strides: readonly number[];
}

function walkOf({ strides, base }: CopyWalk, node: Node, atOnce: ElementsAtOnce): Walk | null {
  const walk = collapse({ sizes: node.output.shape, strides: [strides] });
  if (atOnce === 1) return walk;
  // With an innermost stride of 0 a quad would repeat one element.
  return base % 4 === 0 && walk.strides[0].at(-1) === 1 ? inQuads(walk) : null;
}

/** Why the copy cannot move this many elements at once; null when it can. */
export function copyRefusal(copy: CopyWalk, node: Node, atOnce: ElementsAtOnce): string | null {
  const walk = walkOf(copy, node, atOnce);
  if (walk === null) return 'serves whole groups of four elements that stay together';
  const { length } = walk.sizes;
  return length <= mostDimensions ? null : `serves ${mostDimensions} dimensions, not ${length}`;
}

export function copyDispatch(copy: CopyWalk, node: Node, atOnce: ElementsAtOnce): Dispatch {
  const walk = walkOf(copy, node, atOnce);
  if (walk === null) throw new HyperIqaError('GRAPH', `${node.name} is lowered by a kernel that refuses it`);
  const { sizes, strides } = walk;
  const count = elementCount(sizes);
  return {
    shader: shaders[atOnce],
    constants: { RANK: sizes.length },
    params: [count, copy.base / atOnce, 0, 0, ...dimensionFields(sizes), ...dimensionFields(strides[0])],
    bindings: [read(node.inputs[0]), write(node.output)],
    workgroups: oneThreadEach(count),
  };
}
