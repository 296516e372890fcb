/** Host half of shaders/nn/product-subgroup.wgsl: lanes share the rows that they load; for software adapters. */
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
  productParamsPart,
  rowsPackedPart,
  rowsPairsPart,
  storeParts,
  stridedPart,
  valueQuadsPart,
  weightQuads,
} from '../../shader-parts.ts';
import { bySharing, manyRows, type Sharing, sharingOf, subgroupShaderOf } from '../../subgroups.ts';
import { storageOf } from '../../weight-storage.ts';
import { liesInPairs, packLeft, packRight, packWeightQuads } from './pack.ts';
import {
  columnsAtOnce,
  type Product,
  packQuadBias,
  productConstants,
  productParams,
  residualBinding,
} from './product.ts';

type Columns = 'value' | 'f32' | 'f16';

const columnParts = { value: valueQuadsPart, ...weightQuads } as const;

function shadersOf(sharing: Sharing, rows: ShaderPart) {
  const of = (columns: Columns, atOnce: 1 | 4): Shader =>
    subgroupShaderOf(
      sharing,
      { rows: manyRows(sharing), quads: 1 },
      'nn/product-subgroup',
      text,
      ...[productParamsPart, stridedPart, activationPart, rows, columnParts[columns], storeParts[atOnce]],
    );
  const both = (columns: Columns) => ({ 1: of(columns, 1), 4: of(columns, 4) });
  return { value: both('value'), f32: both('f32'), f16: both('f16') };
}

const shadersFor = bySharing((sharing) => ({
  pairs: shadersOf(sharing, rowsPairsPart),
  packed: shadersOf(sharing, rowsPackedPart),
}));

/** The dispatches that pack the operands where needed, then the product. */
export function lowerBySubgroups(product: Product, traits: DeviceTraits): readonly Dispatch[] {
  const { batch, rows, columns, b } = product;
  const sharing = sharingOf(traits);
  const blockRows = manyRows(sharing);
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
        shadersFor(sharing)[liesInPairs(product.a, product.depth) ? 'pairs' : 'packed'][storage][
          columnsAtOnce(product)
        ],
      constants: productConstants(product),
      params: productParams(product),
      bindings: [left.binding, right.binding, packQuadBias(product), residualBinding(product), write(product.output)],
      workgroups: foldGrid(blocks * divideUp(divideUp(columns, 4), sharing.lanes)),
    },
  ];
}
