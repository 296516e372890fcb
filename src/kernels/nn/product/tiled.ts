/** Host half of shaders/nn/product-tiled.wgsl: tiles of 64x64 or 32x32 in workgroup memory, for GPUs. */
import text from '../../../../shaders/nn/product-tiled.wgsl';
import { elementCount } from '../../../graph/tensor.ts';
import {
  type DeviceTraits,
  type Dispatch,
  divideUp,
  foldGrid,
  makeShader,
  read,
  type Shader,
  write,
} from '../../kernel.ts';
import { matrixShader } from '../../matrix.ts';
import {
  activationPart,
  arithmeticParts,
  columnsValuePart,
  columnsWeightsPart,
  productParamsPart,
  shaderOf,
  storeParts,
  stridedPart,
  tiledBodies,
  weightQuads,
} from '../../shader-parts.ts';
import { storageOf } from '../../weight-storage.ts';
import type { Arithmetic } from '../conv2d/arithmetic.ts';
import { packWeightQuads } from './pack.ts';
import {
  columnsAtOnce,
  type Product,
  packQuadBias,
  productConstants,
  productParams,
  residualBinding,
} from './product.ts';

/** Edge of a tile. */
export type Edge = keyof typeof tiledBodies;

const made = new Map<string, Shader>();

/** One of the forms that the shader has; each is made once. */
function shaderFor(
  edge: Edge,
  columns: 'value' | 'f32' | 'f16',
  arithmetic: Arithmetic,
  atOnce: 1 | 4,
  traits: DeviceTraits,
): Shader {
  const name = `product-tiled${edge} ${columns} ${arithmetic} ${atOnce}`;
  const known = made.get(name);
  if (known !== undefined) return known;
  const columnParts = columns === 'value' ? [columnsValuePart] : [columnsWeightsPart, weightQuads[columns]];
  const { parts } = shaderOf('nn/product-tiled', text, productParamsPart, stridedPart, activationPart);
  const operands = [...parts, ...columnParts, storeParts[atOnce]];
  if (arithmetic === 'matrix') return matrixShader(`product-tiled${edge}-matrix`, operands, traits);
  // The arithmetic stands first, as float16 has to be enabled there.
  const shader = makeShader(`product-tiled${edge}`, [arithmeticParts[arithmetic], ...operands, ...tiledBodies[edge]]);
  made.set(name, shader);
  return shader;
}

/** Workgroups that the product makes at this edge. */
export function productTiles({ batch, rows, columns }: Product, edge: Edge): number {
  return elementCount(batch) * divideUp(rows, edge) * divideUp(columns, edge);
}

export function lowerByTiles(
  product: Product,
  edge: Edge,
  arithmetic: Arithmetic,
  traits: DeviceTraits,
): readonly Dispatch[] {
  const { a, b } = product;
  const storage = 'weight' in b ? storageOf(b.weight, traits) : 'value';
  const right = 'weight' in b ? packWeightQuads(b.weight, storageOf(b.weight, traits)) : read(b.value);
  return [
    {
      shader: shaderFor(edge, storage, arithmetic, columnsAtOnce(product), traits),
      constants: productConstants(product),
      params: productParams(product),
      bindings: [read(a.value), right, packQuadBias(product), residualBinding(product), write(product.output)],
      workgroups: foldGrid(productTiles(product, edge)),
    },
  ];
}
