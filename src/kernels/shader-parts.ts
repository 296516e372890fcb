/** The shared parts in shaders/lib, and functions that assemble a shader from them. */
import activationText from '../../shaders/lib/activation.wgsl';
import arithmeticF16Text from '../../shaders/lib/arithmetic-f16.wgsl';
import arithmeticF32Text from '../../shaders/lib/arithmetic-f32.wgsl';
import attentionParamsText from '../../shaders/lib/attention-params.wgsl';
import columnsValueText from '../../shaders/lib/columns-value.wgsl';
import columnsWeightsText from '../../shaders/lib/columns-weights.wgsl';
import convColumnsText from '../../shaders/lib/conv-columns.wgsl';
import convFinishText from '../../shaders/lib/conv-finish.wgsl';
import convLinesText from '../../shaders/lib/conv-lines.wgsl';
import convParamsText from '../../shaders/lib/conv-params.wgsl';
import convPointText from '../../shaders/lib/conv-point.wgsl';
import convQuadText from '../../shaders/lib/conv-quad.wgsl';
import convTilesText from '../../shaders/lib/conv-tiles.wgsl';
import counterHashText from '../../shaders/lib/counter-hash.wgsl';
import elements1Text from '../../shaders/lib/elements-1.wgsl';
import elements4Text from '../../shaders/lib/elements-4.wgsl';
import normParamsText from '../../shaders/lib/norm-params.wgsl';
import productParamsText from '../../shaders/lib/product-params.wgsl';
import productStepText from '../../shaders/lib/product-step.wgsl';
import productStore1Text from '../../shaders/lib/product-store-1.wgsl';
import productStore4Text from '../../shaders/lib/product-store-4.wgsl';
import productTiled32Text from '../../shaders/lib/product-tiled32.wgsl';
import productTiled64Text from '../../shaders/lib/product-tiled64.wgsl';
import rowsPackedText from '../../shaders/lib/rows-packed.wgsl';
import rowsPairsText from '../../shaders/lib/rows-pairs.wgsl';
import secondEachText from '../../shaders/lib/second-each.wgsl';
import secondSharedText from '../../shaders/lib/second-shared.wgsl';
import stridedText from '../../shaders/lib/strided.wgsl';
import threadText from '../../shaders/lib/thread.wgsl';
import valueQuadsText from '../../shaders/lib/value-quads.wgsl';
import pairsF16Text from '../../shaders/lib/weight-pairs-f16.wgsl';
import pairsF32Text from '../../shaders/lib/weight-pairs-f32.wgsl';
import quadsF16Text from '../../shaders/lib/weight-quads-f16.wgsl';
import quadsF32Text from '../../shaders/lib/weight-quads-f32.wgsl';
import workgroupReduceText from '../../shaders/lib/workgroup-reduce.wgsl';
import { activationCode, makeShader, preluCode, type Shader, type ShaderPart } from './kernel.ts';

/** Declares `const RELU = 1u;` for every activation, so that shaders use names and an unknown name does not compile. */
const activationConstants = Object.entries(activationCode)
  .map(([name, code]) => `const ${name.replaceAll('-', '_').toUpperCase()} = ${code}u;\n`)
  .join('');

export const activationPart: ShaderPart = {
  file: 'lib/activation.wgsl',
  text: `${activationText}\n${activationConstants}`,
};
export const convParamsPart: ShaderPart = { file: 'lib/conv-params.wgsl', text: convParamsText };
/** The end of every convolution's epilogue. */
export const convFinishParts: readonly ShaderPart[] = [
  activationPart,
  { file: 'lib/conv-finish.wgsl', text: `${convFinishText}\nconst PRELU = ${preluCode}u;\n` },
];
export const convColumnsPart: ShaderPart = { file: 'lib/conv-columns.wgsl', text: convColumnsText };
export const convLinesPart: ShaderPart = { file: 'lib/conv-lines.wgsl', text: convLinesText };
export const counterHashPart: ShaderPart = { file: 'lib/counter-hash.wgsl', text: counterHashText };
export const convPointPart: ShaderPart = { file: 'lib/conv-point.wgsl', text: convPointText };
export const convQuadPart: ShaderPart = { file: 'lib/conv-quad.wgsl', text: convQuadText };
export const convTilesPart: ShaderPart = { file: 'lib/conv-tiles.wgsl', text: convTilesText };

/** Part of every shader. */
const threadPart: ShaderPart = { file: 'lib/thread.wgsl', text: threadText };

/** The type that products are summed in. The float16 variant must come first in its shader. */
export const arithmeticParts = {
  f32: { file: 'lib/arithmetic-f32.wgsl', text: arithmeticF32Text },
  f16: { file: 'lib/arithmetic-f16.wgsl', text: arithmeticF16Text },
} as const;
/** Readers of weights, four or two at a time, by storage. */
export const weightQuads = {
  f32: { file: 'lib/weight-quads-f32.wgsl', text: quadsF32Text },
  f16: { file: 'lib/weight-quads-f16.wgsl', text: quadsF16Text },
} as const;
export const weightPairs = {
  f32: { file: 'lib/weight-pairs-f32.wgsl', text: pairsF32Text },
  f16: { file: 'lib/weight-pairs-f16.wgsl', text: pairsF16Text },
} as const;

/** Walks tensors by strides; see strided.ts. */
export const stridedPart: ShaderPart = { file: 'lib/strided.wgsl', text: stridedText };
export const secondEachPart: ShaderPart = { file: 'lib/second-each.wgsl', text: secondEachText };
export const secondSharedPart: ShaderPart = { file: 'lib/second-shared.wgsl', text: secondSharedText };

const elementParts = {
  1: { file: 'lib/elements-1.wgsl', text: elements1Text },
  4: { file: 'lib/elements-4.wgsl', text: elements4Text },
} as const;

export type ElementsAtOnce = keyof typeof elementParts;

/** A scalar and a vec4 variant of a shader. Includes `activationPart`. */
export function byElements(shader: Shader): Readonly<Record<ElementsAtOnce, Shader>> {
  return {
    1: makeShader(shader.name, [...shader.parts, elementParts[1]]),
    4: makeShader(`${shader.name}-quads`, [...shader.parts, elementParts[4]]),
  };
}

/** Shared by the kernels of matrix products; see nn/product/. */
export const productParamsPart: ShaderPart = { file: 'lib/product-params.wgsl', text: productParamsText };
export const rowsPairsPart: ShaderPart = { file: 'lib/rows-pairs.wgsl', text: rowsPairsText };
export const rowsPackedPart: ShaderPart = { file: 'lib/rows-packed.wgsl', text: rowsPackedText };
export const valueQuadsPart: ShaderPart = { file: 'lib/value-quads.wgsl', text: valueQuadsText };
export const columnsValuePart: ShaderPart = { file: 'lib/columns-value.wgsl', text: columnsValueText };
export const columnsWeightsPart: ShaderPart = { file: 'lib/columns-weights.wgsl', text: columnsWeightsText };
export const storeParts = {
  1: { file: 'lib/product-store-1.wgsl', text: productStore1Text },
  4: { file: 'lib/product-store-4.wgsl', text: productStore4Text },
} as const;
export const productStepPart: ShaderPart = { file: 'lib/product-step.wgsl', text: productStepText };
/** Bodies of products through workgroup memory, by the edge of their tiles. */
export const tiledBodies = {
  32: [{ file: 'lib/product-tiled32.wgsl', text: productTiled32Text }, productStepPart],
  64: [{ file: 'lib/product-tiled64.wgsl', text: productTiled64Text }, productStepPart],
} as const;

/** Shared by the attention kernels; see nn/attention/. */
export const attentionParamsPart: ShaderPart = { file: 'lib/attention-params.wgsl', text: attentionParamsText };

/** Shared by the normalisation kernels; see nn/norm.ts. */
export const normParamsPart: ShaderPart = { file: 'lib/norm-params.wgsl', text: normParamsText };
export const workgroupReducePart: ShaderPart = { file: 'lib/workgroup-reduce.wgsl', text: workgroupReduceText };

/**
 * A shader of one main file and libraries. The main file comes first, because only there extensions may be enabled.
 * @param path the file's path in shaders/, without its extension
 */
export function shaderOf(path: string, text: string, ...libraries: readonly ShaderPart[]): Shader {
  return makeShader(path.slice(path.lastIndexOf('/') + 1), [{ file: `${path}.wgsl`, text }, ...libraries, threadPart]);
}
