/** Networks on seeded weights: makes a checkpoint with the published names, and scores a photo with it. */
import { planConversionOf, requireWhole } from '../../src/convert/convert.ts';
import type { StoredTensor, TensorFile } from '../../src/formats/tensor-file.ts';
import { withAllOutputs } from '../../src/graph/compare-reference.ts';
import type { Compiler } from '../../src/graph/program.ts';
import { optimise } from '../../src/graph/rewrite.ts';
import { elementCount } from '../../src/graph/tensor.ts';
import { bell, type Distribution, flat } from '../../src/models/distribution.ts';
import type { TensorSpec } from '../../src/models/layout.ts';
import { distributionOf as ofLinearity } from '../../src/models/linearity-iqa/code.ts';
import type { MetricModel } from '../../src/models/metric.ts';
import { openMetric } from '../../src/models/open-metric.ts';
import type { MetricInput, ScoreOptions } from '../../src/models/score.ts';
import { syntheticTensors } from '../../src/models/synthetic.ts';
import { openTestEngine } from '../engine.ts';

/** The seed and shapes that a fixture states. */
export interface SeededWeights {
  readonly seed: number;
  /** Shapes of the tensors, by their names in the published file. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
}

/** A PyTorch checkpoint of seeded weights, with a prefix before every name. */
export function seededCheckpoint(
  { shapes, seed }: SeededWeights,
  prefix: string,
  distributionOf?: (spec: TensorSpec) => Distribution | undefined,
): TensorFile {
  const layout = Object.entries(shapes).map(([name, shape]) => ({ name, shape }));
  const { tensors } = syntheticTensors(layout, seed, distributionOf);
  const renamed = Array.from(tensors, ([name, tensor]): [string, StoredTensor] => {
    return [prefix + name, { ...tensor, name: prefix + name }];
  });
  return { format: 'pytorch-zip', metadata: {}, tensors: new Map(renamed) };
}

/** The distributions in tools/reference/keras_networks.py, for a file with Keras's names, whose kernels are HWIO. */
export function kerasDistribution({ name, shape }: TensorSpec): Distribution {
  const part = name.slice(name.lastIndexOf('/') + 1);
  if (part === 'depthwise_kernel') return bell(2 / (shape[0]! * shape[1]!));
  if (part === 'kernel') return bell(2 / elementCount(shape.slice(0, -1)));
  if (part === 'gamma' || part === 'moving_variance') return flat(0.5, 1);
  return bell(part === 'moving_mean' ? 0.04 : 0.01);
}

/** The distributions of LinearityIQA's fixture, in which every matrix keeps the scale of its input. */
export function linearityDistribution(spec: TensorSpec): Distribution | undefined {
  return spec.shape.length === 2 ? bell(1 / spec.shape[1]!) : ofLinearity(spec);
}

/** The distributions in tools/reference/make_ser_fiq_fixture.py. */
export function mxnetDistribution({ name, shape }: TensorSpec): Distribution {
  if (name.endsWith('_moving_mean')) return bell(0.04);
  if (name.endsWith('_moving_var')) return flat(0.5, 1);
  if (name.endsWith('_gamma')) return flat(0.5, 0.5);
  if (name === 'arg:pre_fc1_bias') return bell(2);
  return bell(shape.length > 1 ? 1 / elementCount(shape.slice(1)) : 0.01);
}

/** Adds lists of numbers beside the file's weights. */
export function withNumbers(file: TensorFile, lists: Readonly<Record<string, readonly number[]>>): TensorFile {
  const numbers = Object.entries(lists).map(([name, values]): [string, StoredTensor] => {
    const read = async () => new Uint8Array(Float64Array.from(values).buffer);
    return [name, { name, shape: [values.length], dtype: 'f64', read }];
  });
  return { ...file, numbers: new Map(numbers) };
}

/** The weights into which `convert` turns the files of one checkpoint. */
export async function convertedFiles(files: readonly TensorFile[]): Promise<TensorFile> {
  const named = files.map((file, i) => ({ name: `file ${i}`, file }));
  const conversion = await planConversionOf(named, { dtype: 'f32', sourceSha256: '' });
  requireWhole(conversion);
  const tensors = new Map(conversion.tensors.map((tensor) => [tensor.name, tensor]));
  return { format: 'safetensors', metadata: conversion.metadata, tensors };
}

/**
 * Scores a photo on the adapter. Also returns the outputs, in the last run, of all layers that remain after the rewrites.
 * @param files all files of the checkpoint.
 * @param protocol default: the checkpoint's own.
 */
export async function scoreWithTensors(
  model: MetricModel,
  files: readonly TensorFile[],
  input: MetricInput,
  options: ScoreOptions = {},
  protocol?: string,
) {
  const engine = await openTestEngine();
  let tensors: Readonly<Record<string, Float32Array>> = {};
  const recording: Compiler = {
    precision: engine.precision,
    async compile(graph) {
      const program = await engine.compile(withAllOutputs(optimise(graph)));
      return {
        inputs: program.inputs,
        outputs: program.outputs,
        memory: program.memory,
        profile: (inputs) => program.profile(inputs),
        dispose: () => program.dispose(),
        async run(inputs) {
          const outputs = await program.run(inputs);
          tensors = outputs;
          return outputs;
        },
      };
    },
  };
  const metric = await openMetric(recording, model, await convertedFiles(files), protocol);
  const score = await metric.score(input, options);
  metric.dispose();
  return { ...score, tensors };
}
