/** Opens MTCNN as a face detector. */
import type { TensorFile } from '../../formats/tensor-file.ts';
import type { Graph } from '../../graph/graph.ts';
import type { Compiler, Program } from '../../graph/program.ts';
import { elementCount } from '../../graph/tensor.ts';
import type { FaceDetector } from '../detector.ts';
import { bell, type Distribution } from '../distribution.ts';
import type { TensorSpec } from '../layout.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { Cascade, type CascadeSettings, usualSettings } from './cascade.ts';
import { batches, cascadeGraph, type Net, netGraph } from './network.ts';

export const unit = 'photo';
export const usualBatch = 1;

export function request(weights: WeightSource): void {
  cascadeGraph(weights, 1);
}

/** One run of each network per photo; larger photos take more runs of the first one. */
export const graph: (weights: WeightSource, batch: number) => Graph = cascadeGraph;

/** Boxes move little and points lie near the middle: a box that random numbers move far would be empty. */
export function distributionOf({ name, shape }: TensorSpec): Distribution | undefined {
  const isPlace = /^det3\.conv6-3\.|^det4\.fc5/.test(name);
  if (!isPlace && !/^(det1\.conv4-2|det2\.conv5-2|det3\.conv6-2)\./.test(name)) return undefined;
  return shape.length > 1 ? bell(0.02 / elementCount(shape.slice(1))) : bell(0.001, isPlace ? 0.5 : 0);
}

/** @throws HyperIqaError WEIGHTS when these are not MTCNN's weights; SHADER, OUT_OF_MEMORY from the GPU. */
export async function open(
  compiler: Compiler,
  file: TensorFile,
  settings: CascadeSettings = usualSettings,
): Promise<FaceDetector> {
  const weights = weightsOf(file);
  const programs: Partial<Record<Net, Program>> = {};
  try {
    for (const [net, batch] of Object.entries(batches) as [Net, number][]) {
      programs[net] = await compiler.compile(netGraph(net, weights, batch));
    }
  } catch (error) {
    for (const program of Object.values(programs)) program.dispose();
    throw error;
  }
  return new Cascade(programs as Record<Net, Program>, settings);
}
