import { type Constant, elementCount, formatShape, type Shape, type Value } from '../../tensor.ts';
import { type Activation, activate } from '../activations.ts';
import { emptySum, float32Bytes, valuesOr } from '../arithmetic.ts';
import { checkConstant, checkInputCount, checkShape, graphError } from '../checks.ts';
import type { HostTensor, Net, OperatorRules, ReferenceResult } from '../operator.ts';
import { broadcastShape, broadcastStrides, stridedOffset } from '../strides.ts';

/**
 * The matrix product of two activations: activation(a b + bias + residual). Inputs: a [...,M,K], or [...,K,M] with `transposeA`;
 * b [...,K,N], or [...,N,K] with `transposeB`; and optionally a residual of the output's shape. Output: [...,M,N]; leading
 * dimensions broadcast as in NumPy.
 */
export interface Matmul {
  readonly kind: 'matmul';
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** [N] */
  readonly bias: Constant | null;
  readonly activation: Activation;
}

export interface MatmulLayer {
  /** Default false, as for `transposeB`. */
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** [N]; default none. */
  readonly bias?: Constant;
  readonly activation?: Activation;
}

export function matmul(
  net: Net<Matmul>,
  name: string,
  a: Value,
  b: Value,
  layer: MatmulLayer = {},
  residual?: Value,
): Value {
  const operator: Matmul = {
    kind: 'matmul',
    transposeA: layer.transposeA ?? false,
    transposeB: layer.transposeB ?? false,
    bias: layer.bias ?? null,
    activation: layer.activation ?? 'none',
  };
  return net.add(name, operator, residual === undefined ? [a, b] : [a, b, residual]);
}

/** One operand's matrix sizes and strides after its transposition, and its leading dimensions. */
export function matrixOf(shape: Shape, transposed: boolean) {
  const [rows, columns] = shape.slice(-2);
  return transposed
    ? { batch: shape.slice(0, -2), rows: columns, columns: rows, rowStep: 1, columnStep: columns }
    : { batch: shape.slice(0, -2), rows, columns, rowStep: columns, columnStep: 1 };
}

function outputShape({ transposeA, transposeB, bias }: Matmul, inputs: readonly Shape[]): Shape {
  checkInputCount('matmul', inputs, 2, 3);
  const [a, b, residual] = inputs;
  const found = `${formatShape(a)}${transposeA ? ' transposed' : ''} by ${formatShape(b)}${transposeB ? ' transposed' : ''}`;
  if (a.length < 2 || b.length < 2) throw graphError(`matmul needs inputs of two dimensions or more, found ${found}.`);
  const [left, right] = [matrixOf(a, transposeA), matrixOf(b, transposeB)];
  if (left.columns !== right.rows) {
    throw graphError(`matmul needs as many columns on the left as rows on the right, found ${found}.`);
  }
  checkConstant('matmul', 'the bias', bias, [right.columns]);
  const shape = [...broadcastShape('matmul', left.batch, right.batch), left.rows, right.columns];
  if (residual !== undefined) checkShape('matmul', 'a residual', residual, shape);
  return shape;
}

export async function matmulReference(operator: Matmul, inputs: readonly HostTensor[]): Promise<ReferenceResult> {
  const [a, b, residual] = inputs;
  const shape = outputShape(
    operator,
    inputs.map((input) => input.shape),
  );
  const [left, right] = [matrixOf(a.shape, operator.transposeA), matrixOf(b.shape, operator.transposeB)];
  const batch = shape.slice(0, -2);
  const depth = left.columns;
  const startOf = (z: number, own: Shape) => stridedOffset(z, batch, broadcastStrides(own, batch));
  const bias = await valuesOr(operator.bias, right.columns, 0);
  const { output, magnitude } = emptySum(shape);
  for (let index = 0; index < magnitude.length; index++) {
    const n = index % right.columns;
    const m = Math.floor(index / right.columns) % left.rows;
    const z = Math.floor(index / (right.columns * left.rows));
    const fromA = startOf(z, left.batch) * left.rows * depth + m * left.rowStep;
    const fromB = startOf(z, right.batch) * depth * right.columns + n * right.columnStep;
    let sum = bias[n] + (residual?.data[index] ?? 0);
    let size = Math.abs(bias[n]) + Math.abs(residual?.data[index] ?? 0);
    for (let k = 0; k < depth; k++) {
      const product = a.data[fromA + k * left.columnStep] * b.data[fromB + k * right.rowStep];
      sum += product;
      size += Math.abs(product);
    }
    output.data[index] = activate(sum, operator.activation);
    magnitude[index] = size;
  }
  return { output, magnitude };
}

export const matmulRules: OperatorRules<Matmul> = {
  outputShape,
  cost({ transposeA, bias }, inputs, output) {
    const additions = (bias === null ? 0 : 1) + (inputs.length - 2);
    return {
      flops: elementCount(output) * (2 * matrixOf(inputs[0], transposeA).columns + additions),
      bytes: float32Bytes([...inputs, output], [bias]),
    };
  },
};
