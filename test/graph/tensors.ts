/** Tensors for tests of graphs and models, with the values that tools/reference/synthetic.py generates from their names. */
import { toFloat32 } from '../../src/formats/to-float32.ts';
import type { Graph } from '../../src/graph/graph.ts';
import type { HostTensor } from '../../src/graph/operators/operator.ts';
import type { Constant, Shape } from '../../src/graph/tensor.ts';
import { distributionOf } from '../../src/models/hyperiqa/code.ts';
import { syntheticTensors } from '../../src/models/synthetic.ts';
import type { WeightSource } from '../../src/models/weight-source.ts';

/** A weight source that has every requested tensor and states no widths. */
export function anyWeights(seed: number): WeightSource {
  return {
    shapeOf: () => undefined,
    fact: () => undefined,
    constant(name, shape): Constant {
      const tensor = syntheticTensors([{ name, shape }], seed, distributionOf).tensors.get(name)!;
      return { key: `${seed}/${name}`, shape, read: () => toFloat32(tensor) };
    },
  };
}

/** Values around 0 with a standard deviation of 0.2. */
export async function hostTensor(seed: number, name: string, shape: Shape): Promise<HostTensor> {
  const values = await anyWeights(seed).constant(`${name}.running_mean`, shape).read();
  return { shape, data: Float64Array.from(values) };
}

/** A tensor for each of the graph's inputs, with values generated from its name. */
export async function inputsOf(graph: Graph, seed: number): Promise<Record<string, HostTensor>> {
  const inputs = graph.inputs.map(async ({ name, shape }) => [name, await hostTensor(seed, name, shape)] as const);
  return Object.fromEntries(await Promise.all(inputs));
}

/** The largest difference of two tensors. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  const errors = Array.from(a, (value, i) => Math.abs(value - b[i]));
  return errors.some(Number.isNaN) ? Infinity : Math.max(0, ...errors);
}
