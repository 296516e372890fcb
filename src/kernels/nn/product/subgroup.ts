/** Host half of shaders/nn/product-subgroup.wgsl: rows broadcast in subgroups, for software adapters. */
import text from '../../../../shaders/nn/product-subgroup.wgsl';
import { elementCount } from '../../../graph/tensor.ts';
import {
  type DeviceTraits,
  type Dispatch,
  divideUp,
  foldGrid,
  type Shader,
  type ShaderPart,
  write,
} from '../../kernel.ts';
import {
  activationPart,
  type Lanes,
  productParamsPart,
  rowsPackedPart,
  rowsPairsPart,
  storeParts,
  stridedPart,
  subgroupShaderOf,
  valueQuadsPart,
  weightQuads,
} from '../../shader-parts.ts';
import { storageOf } from '../../weight-storage.ts';
import { liesInPairs, packLeft, packRight, packWeightQuads } from './pack.ts';
import { batchConstant, columnsAtOnce, type Product, packQuadBias, productParams, residualBinding } from './product.ts';

type Columns = 'value' | 'f32' | 'f16';

const columnParts = { value: valueQuadsPart, ...weightQuads } as const;

function shadersOf(lanes: Lanes, rows: ShaderPart) {
  const of = (columns: Columns, atOnce: 1 | 4): Shader =>
    subgroupShaderOf(
      lanes,
      'nn/product-subgroup',
      text,
      ...[productParamsPart, stridedPart, activationPart, rows, columnParts[columns], storeParts[atOnce]],
    );
  const both = (columns: Columns) => ({ 1: of(columns, 1), 4: of(columns, 4) });
  return { value: both('value'), f32: both('f32'), f16: both('f16') };
}

const shaders = {
  pairs: { 4: shadersOf(4, rowsPairsPart), 8: shadersOf(8, rowsPairsPart) },
  packed: { 4: shadersOf(4, rowsPackedPart), 8: shadersOf(8, rowsPackedPart) },
} as const;

/** Dispatches that pack what has to be, and the product. */
export function lowerBySubgroups(product: Product, lanes: Lanes, traits: DeviceTraits): readonly Dispatch[] {
  const { batch, rows, columns, b } = product;
  const blockRows = 4 * lanes;
  const left = packLeft(product, blockRows);
  const storage = 'weight' in b ? storageOf(b.weight, traits) : 'value';
  const right =
    'weight' in b
      ? { binding: packWeightQuads(b.weight, storageOf(b.weight, traits)), dispatches: [] }
      : packRight(b, product);
  const blocks = elementCount(batch) * divideUp(rows, blockRows);
  return [
    ...left.dispatches,
    ...right.dispatches,
    {
      shader:
        shaders[liesInPairs(product.a, product.depth) ? 'pairs' : 'packed'][lanes][storage][columnsAtOnce(product)],
      constants: batchConstant(product),
      params: productParams(product),
      bindings: [left.binding, right.binding, packQuadBias(product), residualBinding(product), write(product.output)],
      workgroups: foldGrid(blocks * divideUp(divideUp(columns, 4), lanes)),
    },
  ];
}
