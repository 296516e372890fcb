/** Puts the operands of a product into the order in which shaders/nn/product-subgroup.wgsl reads them. */
import packColumnsText from '../../../../shaders/nn/pack-columns.wgsl';
import packRowsText from '../../../../shaders/nn/pack-rows.wgsl';
import { type Constant, elementCount } from '../../../graph/tensor.ts';
import {
  type Binding,
  type Dispatch,
  divideUp,
  oneThreadEach,
  type PackedWeights,
  read,
  type Scratch,
} from '../../kernel.ts';
import { shaderOf } from '../../shader-parts.ts';
import { transpose } from '../../transpose.ts';
import { type Storage, storedAs } from '../../weight-storage.ts';
import type { Product, ValueOperand } from './product.ts';

const packRowsShader = shaderOf('nn/pack-rows', packRowsText);
const packColumnsShader = shaderOf('nn/pack-columns', packColumnsText);

/** An operand's binding, and the dispatches that pack it. */
export interface PackedOperand {
  readonly binding: Binding;
  readonly dispatches: readonly Dispatch[];
}

function packed(
  byteLength: number,
  from: ValueOperand,
  dispatch: Omit<Dispatch, 'bindings' | 'constants'>,
): PackedOperand {
  const scratch: Scratch = { kind: 'scratch', byteLength };
  const bind = (use: 'read' | 'write'): Binding => ({ kind: 'scratch', scratch, use });
  return {
    binding: bind('read'),
    dispatches: [{ ...dispatch, constants: {}, bindings: [read(from.value), bind('write')] }],
  };
}

/** As in pack-rows.wgsl and pack-columns.wgsl. */
const run = 8;

/** The left operand's rows as pairs of columns: read in place where possible, otherwise packed. */
export function packLeft({ a, rows, depth }: Product, blockRows: number): PackedOperand {
  if (liesInPairs(a, depth)) return { binding: read(a.value), dispatches: [] };
  const blocks = elementCount(a.batch) * divideUp(rows, blockRows);
  const pairs = divideUp(depth, 2);
  const count = blocks * blockRows * divideUp(pairs, run);
  return packed(blocks * blockRows * pairs * 8, a, {
    shader: packRowsShader,
    params: [count, rows, depth, blockRows, a.rowStep, a.columnStep],
    workgroups: oneThreadEach(count),
  });
}

/** Rows at a multiple of this many values apart compete for the same few sets of a CPU cache, so reads in place are slow. */
const conflicting = 1024;

/** Whether the left operand can be read in place, two columns at a time, and fast. */
export function liesInPairs(a: ValueOperand, depth: number): boolean {
  return a.columnStep === 1 && depth % 2 === 0 && depth % conflicting !== 0;
}

/** The right operand's rows as quads of columns: read in place where possible, otherwise packed. */
export function packRight(b: ValueOperand, { columns, depth }: Product): PackedOperand {
  if (b.columnStep === 1 && columns % 4 === 0) return { binding: read(b.value), dispatches: [] };
  const matrices = elementCount(b.batch);
  const quads = divideUp(columns, 4);
  const count = matrices * quads * divideUp(depth, run);
  return packed(matrices * depth * quads * 16, b, {
    shader: packColumnsShader,
    params: [count, depth, columns, b.rowStep, b.columnStep],
    workgroups: oneThreadEach(count),
  });
}

/** Weights [O,I] -> [I][ceil(O/4)][4]; columns beyond O stay zero. */
export function packWeightQuads(weight: Constant, storage: Storage): PackedWeights {
  const [outputs, inputs] = weight.shape;
  const row = divideUp(outputs, 4) * 4;
  return storedAs(storage, {
    kind: 'weights',
    key: `${weight.key} in quads of outputs`,
    byteLength: inputs * row * 4,
    async pack(target) {
      transpose(await weight.read(), new Float32Array(target), inputs, row);
    },
  });
}
