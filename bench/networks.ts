/** The networks that are measured: what goes in, and where their weights come from. */
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { faceDetectorWeights, type OpenWeights, openWeights } from '../src/cli/model-files.ts';
import { writeSafetensors } from '../src/formats/safetensors.ts';
import type { Graph } from '../src/graph/graph.ts';
import { cost } from '../src/graph/operators/index.ts';
import { optimise } from '../src/graph/rewrite.ts';
import { faceDetectorGraph } from '../src/models/face-detector/network.ts';
import { hyperIqaGraph } from '../src/models/hyperiqa/network.ts';
import { syntheticHyperIqa } from '../src/models/hyperiqa/synthetic.ts';
import type { WeightSource } from '../src/models/weight-source.ts';
import { cacheFolder } from '../src/platform/cache-folder.ts';
import { writeFileWhole } from '../src/platform/file-sink.ts';

export type NetworkName = 'hyperiqa' | 'face';

export const networkNames: readonly NetworkName[] = ['hyperiqa', 'face'];

export const networkGraphs: Readonly<Record<NetworkName, (weights: WeightSource, batch: number) => Graph>> = {
  hyperiqa: (weights, batch) => hyperIqaGraph(weights, batch),
  face: (weights, batch) => faceDetectorGraph(weights, batch),
};

/** Multiplications and additions of the graph's layers by the direct algorithm, after the engine's rewrites. */
export function graphFlops(graph: Graph): number {
  return optimise(graph).nodes.reduce((sum, node) => {
    const inputs = node.inputs.map((input) => input.shape);
    return sum + cost(node.operator, inputs, node.output.shape).flops;
  }, 0);
}

/**
 * The file to measure with: the named one; else the face detector's default, and for HyperIQA synthetic weights as a
 * file of full size, written when first asked for, so that reading weights counts in a cold start.
 */
export async function weightsPath(network: NetworkName, named: string | undefined): Promise<string | undefined> {
  if (named !== undefined || network === 'face') return named;
  const folder = join(cacheFolder(), 'bench');
  const path = join(folder, 'hyperiqa-synthetic.safetensors');
  if (await stat(path).catch(() => null)) return path;
  await mkdir(folder, { recursive: true });
  const { tensors, metadata } = syntheticHyperIqa(0);
  await writeFileWhole(path, (sink) => writeSafetensors([...tensors.values()], metadata, sink));
  return path;
}

/** @param path undefined opens the face detector's default file. */
export function openNetworkWeights(path: string | undefined): Promise<OpenWeights> {
  return openWeights(path, faceDetectorWeights);
}
