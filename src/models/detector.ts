/** What every face detector has in common. */
import type { Box } from '../image/crop.ts';
import type { FacePoints } from '../image/face-points.ts';
import type { Photo } from '../image/photo.ts';

export interface Face {
  /** 0..1 */
  readonly confidence: number;
  /** Pixels: left, top, right, bottom, clipped to the photo; never empty. */
  readonly box: Box;
  /** In pixels of the photo, from a detector that finds them itself. */
  readonly points?: FacePoints;
}

export interface FaceOptions {
  /** 0..1; faces of at least this confidence count. 0.5 when left out. */
  readonly minConfidence?: number;
}

export interface FaceDetector {
  /** Faces of one photo, the most confident first. */
  find(photo: Photo, options?: FaceOptions): Promise<readonly Face[]>;
  /** Releases what it holds on the GPU. */
  dispose(): void;
}
