/** Opens the network of 68 landmarks, and finds landmarks with it. */
import type { TensorFile } from '../../formats/tensor-file.ts';
import type { Graph } from '../../graph/graph.ts';
import type { Compiler } from '../../graph/program.ts';
import { type Box, cropPhoto } from '../../image/crop.ts';
import type { Photo } from '../../image/photo.ts';
import type { Point } from '../../image/point.ts';
import { checkFinite } from '../finite.ts';
import type { FaceLandmarker } from '../landmarks.ts';
import { ProgramCache } from '../program-cache.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { faceInput, landmarksIn } from './input.ts';
import { landmarkGraph } from './network.ts';

export const unit = 'photo';
export const usualBatch = 1;

export function request(weights: WeightSource): void {
  landmarkGraph(weights, 1);
}

export const graph: (weights: WeightSource, batch: number) => Graph = landmarkGraph;

/** @throws HyperIqaError WEIGHTS when these are not the network's weights. */
export async function open(compiler: Compiler, file: TensorFile): Promise<FaceLandmarker> {
  return new SeparableLandmarker(compiler, landmarkGraph(weightsOf(file), 1));
}

class SeparableLandmarker implements FaceLandmarker {
  readonly #programs: ProgramCache;
  readonly #graph: Graph;

  constructor(compiler: Compiler, graph: Graph) {
    this.#programs = new ProgramCache(compiler);
    this.#graph = graph;
  }

  /**
   * The network is compiled for the first face, so that photos without faces do not wait for it.
   * @throws HyperIqaError IMAGE_TOO_SMALL; WEIGHTS when positions are not finite; SHADER, OUT_OF_MEMORY, DEVICE_LOST.
   */
  async find(photo: Photo, box: Box): Promise<readonly Point[]> {
    const face = cropPhoto(photo, box);
    const faces = faceInput(face);
    const { places } = await this.#programs.use(
      'face',
      () => this.#graph,
      (program) => program.run({ faces }),
    );
    checkFinite('The network of face landmarks', places);
    const left = Math.max(Math.floor(box[0]), 0);
    const top = Math.max(Math.floor(box[1]), 0);
    return landmarksIn(face, places).map(([x, y]): Point => [x + left, y + top]);
  }

  dispose(): void {
    void this.#programs.dispose();
  }
}
