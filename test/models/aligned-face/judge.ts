/** Networks that judge aligned faces, in the widths of their fixtures: a checkpoint, a face, and what is computed of it. */
import { readFileSync } from 'node:fs';
import { planConversionOf, requireWhole } from '../../../src/convert/convert.ts';
import type { StoredTensor, TensorFile } from '../../../src/formats/tensor-file.ts';
import { withAllOutputs } from '../../../src/graph/compare-reference.ts';
import type { Compiler } from '../../../src/graph/program.ts';
import { optimise } from '../../../src/graph/rewrite.ts';
import { type Box, cropPhoto } from '../../../src/image/crop.ts';
import { iResNetDistribution } from '../../../src/models/backbones/iresnet.ts';
import type { MetricModel } from '../../../src/models/model.ts';
import { openMetric } from '../../../src/models/open-metric.ts';
import { syntheticTensors } from '../../../src/models/synthetic.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { openTestEngine } from '../../engine.ts';
import type { SampledTensors } from '../fixture.ts';

/** By tools/reference/face_networks.py. */
export interface FaceFixture {
  readonly photo: string;
  readonly box: Box;
  readonly seed: number;
  /** Of the published files, by their own names. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly tensors: SampledTensors;
  readonly score: number;
}

export function readFaceFixture(model: string): FaceFixture {
  return JSON.parse(readFileSync(`test/models/aligned-face/${model}.json`, 'utf8'));
}

/** A PyTorch checkpoint of seeded weights, its names behind a prefix. */
export function checkpoint({ shapes, seed }: Pick<FaceFixture, 'shapes' | 'seed'>, prefix: string): TensorFile {
  const layout = Object.entries(shapes).map(([name, shape]) => ({ name, shape }));
  const { tensors } = syntheticTensors(layout, seed, iResNetDistribution);
  const renamed = Array.from(tensors, ([name, tensor]): [string, StoredTensor] => {
    return [prefix + name, { ...tensor, name: prefix + name }];
  });
  return { format: 'pytorch-zip', metadata: {}, tensors: new Map(renamed) };
}

/** What `convert` makes of the files of one checkpoint. */
async function converted(files: readonly TensorFile[]): Promise<TensorFile> {
  const named = files.map((file, i) => ({ name: `file ${i}`, file }));
  const conversion = await planConversionOf(named, { dtype: 'f32', sourceSha256: '' });
  requireWhole(conversion);
  const tensors = new Map(conversion.tensors.map((tensor) => [tensor.name, tensor]));
  return { format: 'safetensors', metadata: conversion.metadata, tensors };
}

/**
 * The fixture's face by the model on the adapter: its score, and every layer's output that is left after the rewrites.
 * @param files the checkpoint, in however many files it is published.
 */
export async function judge(
  model: MetricModel,
  files: readonly TensorFile[],
  { photo, box }: Pick<FaceFixture, 'photo' | 'box'>,
  seed?: number,
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
  const metric = await openMetric(recording, model, await converted(files));
  const face = cropPhoto(await decodePhoto(`samples/${photo}`), box);
  const { value, parts } = await metric.score({ photo: face }, seed === undefined ? {} : { seed });
  metric.dispose();
  return { score: value, parts, tensors };
}
