import type { Compiler, Program } from '../graph/program.ts';
import { faceBlob } from '../image/blob.ts';
import type { Box } from '../image/crop.ts';
import type { Photo } from '../image/photo.ts';
import { decodeDetections } from '../models/face-detector/decode.ts';
import { faceDetectorGraph } from '../models/face-detector/network.ts';
import type { WeightSource } from '../models/weight-source.ts';

export interface Face {
  /** 0..1 */
  readonly confidence: number;
  /** Pixels, clipped to the photo; never empty. */
  readonly box: Box;
}

export interface FaceOptions {
  /** 0..1; faces of at least this confidence count. 0.5 when left out. */
  readonly minConfidence?: number;
}

/** The res10 SSD face detector on an engine. */
export class FaceDetector {
  readonly #program: Program;

  private constructor(program: Program) {
    this.#program = program;
  }

  /** @throws HyperIqaError WEIGHTS when these are not the detector's weights; SHADER, OUT_OF_MEMORY from the GPU. */
  static async load(engine: Compiler, weights: WeightSource): Promise<FaceDetector> {
    return new FaceDetector(await engine.compile(faceDetectorGraph(weights, 1)));
  }

  /** Faces of one photo, the most confident first, as OpenCV finds them. */
  async find(photo: Photo, options: FaceOptions = {}): Promise<readonly Face[]> {
    const { loc, conf } = await this.#program.run({ blob: faceBlob(photo) });
    const { width, height } = photo;
    return decodeDetections(loc!, conf!)
      .filter(({ confidence }) => confidence >= (options.minConfidence ?? 0.5))
      .map(({ confidence, box: [x0, y0, x1, y1] }): Face => {
        return { confidence, box: [x0 * width, y0 * height, x1 * width, y1 * height] };
      })
      .filter(({ box: [x0, y0, x1, y1] }) => x1 > x0 && y1 > y0);
  }
}
