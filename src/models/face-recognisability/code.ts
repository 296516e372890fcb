/** Opens this project's own face score as a metric. */

import type { TensorFile } from '../../formats/tensor-file.ts';
import type { Graph } from '../../graph/graph.ts';
import type { Compiler, Program } from '../../graph/program.ts';
import { cropTensor, rgbCrops } from '../../image/crop-tensor.ts';
import type { Photo } from '../../image/photo.ts';
import { descriptorInput } from '../backbones/face-descriptor.ts';
import { CropMetric } from '../crop-metric.ts';
import type { FaceEmbedder } from '../embedder.ts';
import { checkFinite } from '../finite.ts';
import type { Metric, OpenMetric } from '../metric.ts';
import { meanDistance, robustness } from '../stochastic-embedding.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { descriptorGraph, embeddingLength, recognisabilityGraph } from './network.ts';
import { chipProtocol } from './protocol.ts';

export const unit = 'photo';
export const usualBatch = 1;

export function request(weights: WeightSource): void {
  recognisabilityGraph(weights, 1);
}

const input = rgbCrops(descriptorInput);

export const graph: (weights: WeightSource, batch: number) => Graph = recognisabilityGraph;

/** @throws HyperIqaError WEIGHTS when these are not the network's weights. */
export async function open(compiler: Compiler, { file, ...row }: OpenMetric): Promise<Metric> {
  const weights = weightsOf(file);
  request(weights);
  return new CropMetric(compiler, {
    ...row,
    protocol: chipProtocol,
    input,
    largestBatch: 1,
    hasFixedBatch: true,
    graph: (batch) => recognisabilityGraph(weights, batch),
    parts: ({ embeddings }) => ({ stability: robustness(meanDistance(embeddings, embeddingLength)) }),
  });
}

/** @throws HyperIqaError WEIGHTS when these are not the network's weights. */
export async function openEmbedder(compiler: Compiler, file: TensorFile): Promise<FaceEmbedder> {
  return new DescriptorEmbedder(await compiler.compile(descriptorGraph(weightsOf(file), 1)));
}

class DescriptorEmbedder implements FaceEmbedder {
  readonly #program: Program;

  constructor(program: Program) {
    this.#program = program;
  }

  async embed(picture: Photo): Promise<Float32Array> {
    const { descriptors } = await this.#program.run({ crops: cropTensor(chipProtocol.plan(picture, {}), input) });
    checkFinite('The recognition network', descriptors);
    return descriptors;
  }

  dispose(): void {
    this.#program.dispose();
  }
}
