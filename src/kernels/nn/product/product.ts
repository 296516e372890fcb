/** A matrix product as kernels see it, whether it comes from a linear layer or from matmul. */
import type { Node } from '../../../graph/graph.ts';
import type { Activation } from '../../../graph/operators/activations.ts';
import type { Linear } from '../../../graph/operators/nn/linear.ts';
import { type Matmul, matrixOf } from '../../../graph/operators/nn/matmul.ts';
import { broadcastStrides } from '../../../graph/operators/strides.ts';
import { type Constant, elementCount, type Shape, type Value } from '../../../graph/tensor.ts';
import {
  activationCode,
  activationConstants,
  type Binding,
  divideUp,
  type PackedWeights,
  read,
  unused,
} from '../../kernel.ts';
import { collapse, dimensionFields, mostDimensions } from '../../strided.ts';

/** An operand that is an activation. */
export interface ValueOperand {
  readonly value: Value;
  /** Its leading dimensions, before those of the matrices. */
  readonly batch: Shape;
  /** The strides from row to row and from column to column, in elements. */
  readonly rowStep: number;
  readonly columnStep: number;
}

/** activation(a b + bias + residual) for each matrix of a batch. */
export interface Product {
  readonly batch: Shape;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly a: ValueOperand;
  /** An activation, or weights [columns, depth]. */
  readonly b: ValueOperand | { readonly weight: Constant };
  /** [columns] */
  readonly bias: Constant | null;
  readonly activation: Activation;
  readonly residual: Value | undefined;
  readonly output: Value;
}

export function productOf(operator: Linear | Matmul, node: Node): Product {
  const { bias, activation } = operator;
  const epilogue = { bias, activation, output: node.output };
  if (operator.kind === 'linear') {
    const [x, residual] = node.inputs;
    const [columns, depth] = operator.weight.shape;
    const rows = elementCount(x.shape) / depth;
    const a = { value: x, batch: [], rowStep: depth, columnStep: 1 };
    return { batch: [], rows, columns, depth, a, b: { weight: operator.weight }, residual, ...epilogue };
  }
  const [a, b, residual] = node.inputs;
  const [left, right] = [matrixOf(a.shape, operator.transposeA), matrixOf(b.shape, operator.transposeB)];
  return {
    batch: node.output.shape.slice(0, -2),
    rows: left.rows,
    columns: right.columns,
    depth: left.columns,
    a: { value: a, ...left },
    b: { value: b, ...right },
    residual,
    ...epilogue,
  };
}

/** Maps the result's matrices to those of each operand, which may be broadcast. */
function batchWalk({ batch, a, b }: Product) {
  const own = [a.batch, 'weight' in b ? [] : b.batch];
  return collapse({ sizes: batch, strides: own.map((shape) => broadcastStrides(shape, batch)) });
}

/** Why this product's batch is not supported; null when it is. */
export function batchRefusal(product: Product): string | null {
  const { length } = batchWalk(product).sizes;
  return length <= mostDimensions ? null : `serves ${mostDimensions} dimensions of batches, not ${length}`;
}

/** The override constants of shaders that index the batch and end in an activation. */
export function productConstants(product: Product): Readonly<Record<string, number>> {
  return { BATCH_RANK: batchWalk(product).sizes.length, ...activationConstants(product.activation) };
}

/** The fields of `ProductParams` in shaders/lib/product-params.wgsl. */
export function productParams(product: Product): readonly number[] {
  const { batch, rows, columns, depth, a, b, activation, residual } = product;
  const { sizes, strides } = batchWalk(product);
  return [
    ...[rows, columns, depth, elementCount(batch), activationCode[activation], residual === undefined ? 0 : 1],
    ...[a.rowStep, a.columnStep],
    ...('weight' in b ? [1, depth] : [b.rowStep, b.columnStep]),
    ...[0, 0],
    ...[sizes, ...strides].flatMap(dimensionFields),
  ];
}

/** The bias, or zeros, padded to whole quads. */
export function packQuadBias({ bias, columns }: Product): PackedWeights {
  const byteLength = divideUp(columns, 4) * 16;
  if (bias === null) return { kind: 'weights', key: `zeros ${byteLength / 4}`, byteLength, pack: async () => {} };
  const pack = async (target: ArrayBuffer) => new Float32Array(target).set(await bias.read());
  return { kind: 'weights', key: `${bias.key} in quads`, byteLength, pack };
}

export function residualBinding({ residual }: Product): Binding {
  return residual === undefined ? unused : read(residual);
}

/** The number of columns that a kernel stores at once: four where the result's rows consist of whole quads. */
export function columnsAtOnce({ columns }: Product): 1 | 4 {
  return columns % 4 === 0 ? 4 : 1;
}
