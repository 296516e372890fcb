/** The interface of every network that finds facial landmarks. */
import type { Box } from '../image/crop.ts';
import type { Photo } from '../image/photo.ts';
import type { Point } from '../image/point.ts';

/**
 * The number of landmarks, in the order of the 300-W challenge: jaw 0-16, brows 17-26, nose 27-35, eyes 36-47, mouth 48-67, each
 * from the left of the picture to the right.
 */
export const landmarkCount = 68;

export interface FaceLandmarker {
  /**
   * Finds the landmarks of the face in a box, in pixels of the photo; they may lie outside the box.
   * @throws HyperIqaError IMAGE_TOO_SMALL when the box contains no pixel of the photo.
   */
  find(photo: Photo, box: Box): Promise<readonly Point[]>;
  /** Releases its resources on the GPU. */
  dispose(): void;
}
