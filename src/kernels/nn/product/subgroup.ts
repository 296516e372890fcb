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
import { type Block, byBlock, quadsFor, type Sharing, sharingOf, subgroupShaderOf } from '../../subgroups.ts';
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

function shadersOf(sharing: Sharing, block: Block, rows: ShaderPart) {
  const of = (columns: Columns, atOnce: 1 | 4): Shader =>
    subgroupShaderOf(
      sharing,
      block,
      'nn/product-subgroup',
      text,
      ...[productParamsPart, stridedPart, activationPart, rows, columnParts[columns], storeParts[atOnce]],
    );
  const both = (columns: Columns) => ({ 1: of(columns, 1), 4: of(columns, 4) });
  return { value: both('value'), f32: both('f32'), f16: both('f16') };
}

const shadersFor = byBlock((sharing, block) => ({
  pairs: shadersOf(sharing, block, rowsPairsPart),
  packed: shadersOf(sharing, block, rowsPackedPart),
}));

/** The dispatches that pack the operands where needed, then the product. */
export function lowerBySubgroups(product: Product, traits: DeviceTraits): readonly Dispatch[] {
  const { batch, rows, columns, depth, b } = product;
  const sharing = sharingOf(traits);
  const matrices = elementCount(batch);
  const quads = divideUp(columns, 4);
  const block: Block = {
    rows: sharing.manyRows,
    quads: quadsFor({ rows: matrices * rows, quads, depth }, sharing),
  };
  const left = packLeft(product, block.rows);
  const storage = 'weight' in b ? storageOf(b.weight, traits) : 'value';
  const right =
    'weight' in b
      ? { binding: packWeightQuads(b.weight, storageOf(b.weight, traits)), dispatches: [] }
      : packRight(b, product);
  const blocks = matrices * divideUp(rows, block.rows);
  return [
    ...left.dispatches,
    ...right.dispatches,
    {
      shader: shadersFor(sharing, block)[liesInPairs(product.a, depth) ? 'pairs' : 'packed'][storage][
        columnsAtOnce(product)
      ],
      constants: productConstants(product),
      params: productParams(product),
      bindings: [left.binding, right.binding, packQuadBias(product), residualBinding(product), write(product.output)],
      workgroups: foldGrid(blocks * divideUp(quads, sharing.lanes * block.quads)),
    },
  ];
}
