/** Opens OpenCV's res10 SSD face detector, and finds faces with it. */
import type { TensorFile } from '../../formats/tensor-file.ts';
import type { Graph } from '../../graph/graph.ts';
import type { Compiler, Program } from '../../graph/program.ts';
import { faceBlob } from '../../image/blob.ts';
import { checkPhoto, type Photo } from '../../image/photo.ts';
import type { Face, FaceDetector, FaceOptions } from '../detector.ts';
import { checkFinite } from '../finite.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { decodeDetections } from './decode.ts';
import { faceDetectorGraph } from './network.ts';

export const unit = 'photo';
export const usualBatch = 1;

export function request(weights: WeightSource): void {
  faceDetectorGraph(weights, 1);
}

export const graph: (weights: WeightSource, batch: number) => Graph = faceDetectorGraph;

/** @throws HyperIqaError WEIGHTS when these are not the detector's weights; SHADER, OUT_OF_MEMORY from the GPU. */
export async function open(compiler: Compiler, file: TensorFile): Promise<FaceDetector> {
  return new Res10Detector(await compiler.compile(faceDetectorGraph(weightsOf(file), 1)));
}

class Res10Detector implements FaceDetector {
  readonly #program: Program;

  constructor(program: Program) {
    this.#program = program;
  }

  /**
   * Finds the faces of one photo, most confident first, as OpenCV does.
   * @throws HyperIqaError WEIGHTS when the network computes values that are not finite; OUT_OF_MEMORY, DEVICE_LOST.
   */
  async find(photo: Photo, options: FaceOptions = {}): Promise<readonly Face[]> {
    checkPhoto(photo);
    const { loc, conf } = await this.#program.run({ blob: faceBlob(photo) });
    checkFinite('The face detector', conf);
    checkFinite('The face detector', loc);
    const { width, height } = photo;
    return decodeDetections(loc, conf)
      .filter(({ confidence }) => confidence >= (options.minConfidence ?? 0.5))
      .map(({ confidence, box: [x0, y0, x1, y1] }): Face => {
        return { confidence, box: [x0 * width, y0 * height, x1 * width, y1 * height] };
      })
      .filter(({ box: [x0, y0, x1, y1] }) => x1 > x0 && y1 > y0);
  }

  dispose(): void {
    this.#program.dispose();
  }
}
