/** How the fidelity shaders read the pixels of two photos: their first two bindings, and a shader variant for each source. */
import lumaText from '../../../shaders/fidelity/source-luma.wgsl';
import pairText from '../../../shaders/fidelity/source-pair.wgsl';
import rgbText from '../../../shaders/fidelity/source-rgb.wgsl';
import type { Node } from '../../graph/graph.ts';
import type { PairSource } from '../../graph/operators/photo-pair.ts';
import { type Binding, read, type Shader, type ShaderPart, unused } from '../kernel.ts';
import { shaderOf } from '../shader-parts.ts';

const parts: Readonly<Record<PairSource, ShaderPart>> = {
  rgb: { file: 'fidelity/source-rgb.wgsl', text: rgbText },
  luma: { file: 'fidelity/source-luma.wgsl', text: lumaText },
  pair: { file: 'fidelity/source-pair.wgsl', text: pairText },
};

/** Bindings 1 and 2. */
export function sourceBindings(node: Node): readonly [Binding, Binding] {
  const [first, second] = node.inputs;
  return [read(first), second === undefined ? unused : read(second)];
}

/** One shader for each pair source. */
export function shadersBySource(
  name: string,
  text: string,
  ...libraries: readonly ShaderPart[]
): Readonly<Record<PairSource, Shader>> {
  const shaderFor = (source: PairSource) => shaderOf(`fidelity/${name}`, text, parts[source], ...libraries);
  return { rgb: shaderFor('rgb'), luma: shaderFor('luma'), pair: shaderFor('pair') };
}
