/** Shaders of products by a GPU's matrix units. */
import matrixExtensionsText from '../../shaders/lib/matrix-extensions.wgsl';
import productMatrixText from '../../shaders/lib/product-matrix.wgsl';
import { type DeviceTraits, makeShader, type Shader, type ShaderPart } from './kernel.ts';
import { matrixEdge, shareOf } from './matrix-form.ts';
import { arithmeticParts, productStepPart } from './shader-parts.ts';
import { counted, fromTemplate } from './template.ts';

const made = new Map<string, Shader>();

/**
 * The shader of the product that `parts` define, by lib/product-matrix.wgsl; each is built once. For an adapter that
 * `matrixRefusal` accepts.
 */
export function matrixShader(
  name: string,
  parts: readonly ShaderPart[],
  { matrixForm, subgroups }: DeviceTraits,
): Shader {
  const { operands, rows, columns, depth } = matrixForm!;
  const { down, along } = shareOf(matrixForm!, subgroups!.max)!;
  const constants = {
    ...{ M: rows, N: columns, K: depth, DOWN: down, ALONG: along },
    // WebGPU guarantees 16 KiB of workgroup memory, which float32 fills.
    PITCH: operands === 'f16' ? matrixEdge + 8 : matrixEdge,
  };
  const key = JSON.stringify([name, parts.map(({ file }) => file), operands, constants]);
  const known = made.get(key);
  if (known !== undefined) return known;
  const body = fromTemplate(productMatrixText, constants, {
    down: counted('down', down),
    along: counted('along', along),
  });
  const shader = makeShader(name, [
    { file: 'lib/matrix-extensions.wgsl', text: matrixExtensionsText },
    ...[arithmeticParts[operands], ...parts],
    ...[{ file: 'lib/product-matrix.wgsl', text: body }, productStepPart],
  ]);
  made.set(key, shader);
  return shader;
}
