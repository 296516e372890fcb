/** The interface of every face detector. */
import type { Box } from '../image/crop.ts';
import type { FacePoints } from '../image/face-points.ts';
import type { Photo } from '../image/photo.ts';

export interface Face {
  /** 0..1 */
  readonly confidence: number;
  /** Pixels: left, top, right, bottom, clipped to the photo; never empty. */
  readonly box: Box;
  /** In pixels of the photo, if the detector itself finds them. */
  readonly points?: FacePoints;
}

export interface FaceOptions {
  /** 0..1; the least confidence of a face. Default 0.5. */
  readonly minConfidence?: number | undefined;
}

export interface FaceDetector {
  /** Finds the faces of one photo, most confident first. */
  find(photo: Photo, options?: FaceOptions): Promise<readonly Face[]>;
  /** Releases its resources on the GPU. */
  dispose(): void;
}
