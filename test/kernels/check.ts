/** Compares one kernel with the float64 reference of its operator, within the parity bounds of docs/PARITY.md. */
import * as assert from 'uvu/assert';
import type { Engine } from '../../src/gpu/engine.ts';
import { chooseKernel } from '../../src/gpu/kernel-choice.ts';
import type { Graph, Node } from '../../src/graph/graph.ts';
import { type Operator, outputShape, reference } from '../../src/graph/operators/index.ts';
import type { Precision } from '../../src/graph/rewrite.ts';
import type { Constant, Shape, Value } from '../../src/graph/tensor.ts';
import { elementCount, formatShape } from '../../src/graph/tensor.ts';
import { loadKernels } from '../../src/kernels/index.ts';
import { openTestEngine } from '../engine.ts';
import { paramWords } from './params.ts';

/** Uniform in [-1, 1), the same on every machine (xorshift32). */
export function randomValues(count: number, seed: number): Float32Array {
  const values = new Float32Array(count);
  let state = (seed * 2654435761) >>> 0 || 1;
  for (let i = 0; i < count; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    values[i] = (state | 0) / 2 ** 31;
  }
  return values;
}

let constantsMade = 0;

/** Random weights with a unique key. `scale` and `shift` map the values from [-1, 1). */
export function randomConstant(shape: Shape, scale = 1, shift = 0): Constant {
  const seed = ++constantsMade;
  const values = randomValues(elementCount(shape), seed).map((value) => value * scale + shift);
  return { key: `test constant ${seed}`, shape, read: async () => values };
}

export interface CheckOptions {
  /** Inputs other than random float32 values, by their index. */
  readonly inputs?: Readonly<Record<number, Float32Array | Uint8Array>>;
  /** The kernel to force; by default the engine's own choice. */
  readonly kernel?: string;
  /** Allowed error of a sum, in units of the sum of its products' magnitudes. */
  readonly sumBound?: number;
  /** The engine's precision. For f16 the weights must be float16 numbers, so that the reference has the same ones. */
  readonly precision?: Precision;
  /** An engine to use instead of the test adapter's. */
  readonly engine?: Engine;
}

/** The names of an operator's kernels that serve this node on the test adapter. */
export async function servingKernels(
  operator: Operator,
  inputShapes: readonly Shape[],
  precision?: Precision,
): Promise<readonly string[]> {
  const { traits } = await openTestEngine(precision);
  const graph = singleNode(operator, inputShapes);
  const { kernels } = (await loadKernels(graph)).get(operator.kind)!;
  return kernels
    .filter((kernel) => kernel.refusal(operator, graph.nodes[0], traits) === null)
    .map((kernel) => kernel.name);
}

/** Runs the operator alone on random inputs and asserts that every output is within its bound. */
export async function check(
  operator: Operator,
  inputShapes: readonly Shape[],
  options: CheckOptions = {},
): Promise<void> {
  const engine = options.engine ?? (await openTestEngine(options.precision));
  const data = inputShapes.map((shape, i) => options.inputs?.[i] ?? randomValues(elementCount(shape), i + 1));
  const graph = singleNode(
    operator,
    inputShapes,
    data.map((values) => values instanceof Uint8Array),
  );
  const forced = options.kernel === undefined ? {} : { kernels: { [operator.kind]: options.kernel } };
  await checkParams(graph, engine, options.kernel);
  const program = await engine.compile(graph, forced);
  const { y } = await program.run(Object.fromEntries(data.map((values, i) => [`x${i}`, values])));
  program.dispose();
  const expected = await reference(
    operator,
    inputShapes.map((shape, i) => ({ shape, data: Float64Array.from(data[i]) })),
  );
  assert.is(y.length, expected.output.data.length);
  const sumBound = options.sumBound ?? 4e-6;
  let worst = 0;
  let worstAt = 0;
  expected.output.data.forEach((value, i) => {
    const allowed =
      expected.magnitude === null ? 1e-6 * Math.abs(value) + 1e-12 : sumBound * expected.magnitude[i] + 1e-12;
    const ratio = Math.abs(y[i] - value) / allowed;
    // Every comparison with NaN is false, so NaN needs a check of its own.
    if (ratio > worst || Number.isNaN(ratio)) {
      worst = Number.isNaN(ratio) ? Number.POSITIVE_INFINITY : ratio;
      worstAt = i;
    }
  });
  const label = `${options.kernel ?? operator.kind} on ${inputShapes.map(formatShape).join(' ')}`;
  assert.ok(
    worst <= 1,
    `${label}: element ${worstAt} is ${y[worstAt]}, the reference ${expected.output.data[worstAt]}: ` +
      `${worst.toPrecision(3)} times the allowed error`,
  );
}

/** A host half that passes too few parameters would otherwise run with zeros in their place. */
async function checkParams(graph: Graph, { traits }: Engine, forced: string | undefined): Promise<void> {
  const table = await loadKernels(graph);
  const [node] = graph.nodes;
  const kernel = table.get(node.operator.kind)!.kernels.find(({ name }) => name === forced);
  for (const { shader, params } of (kernel ?? chooseKernel(table, node, traits, {}, new Map())).lower(
    node.operator,
    node,
    traits,
  )) {
    assert.is(params.length, paramWords(shader.code), `parameters of ${shader.name}`);
  }
}

/** Forces every kernel that serves the operator on these inputs; returns their names. */
export async function checkEvery(
  operator: Operator,
  inputShapes: readonly Shape[],
  options: Omit<CheckOptions, 'kernel'> = {},
): Promise<readonly string[]> {
  const serving = await servingKernels(operator, inputShapes, options.precision);
  assert.ok(serving.length > 0, `no kernel serves ${operator.kind} on ${inputShapes.map(formatShape).join(' ')}`);
  for (const kernel of serving) await check(operator, inputShapes, { ...options, kernel });
  return serving;
}

/** A graph of this operator alone: inputs x0, x1, ..., output y. */
export function singleNode(operator: Operator, inputShapes: readonly Shape[], bytes: readonly boolean[] = []): Graph {
  const inputs = inputShapes.map((shape, i): Value => {
    return bytes[i] === true
      ? { kind: 'value', name: `x${i}`, shape, dtype: 'u8' }
      : { kind: 'value', name: `x${i}`, shape };
  });
  const output: Value = { kind: 'value', name: 'y', shape: outputShape(operator, inputShapes) };
  const node: Node = { name: 'node under test', operator, inputs, output };
  return { inputs, nodes: [node], outputs: [output] };
}
