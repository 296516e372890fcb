/** The interface of every face recognition network. */
import type { Photo } from '../image/photo.ts';

export interface FaceEmbedder {
  /**
   * Computes the embedding of a face.
   * @param picture one face, in the form of the model's `faceView`.
   * @returns a vector; those of one person are close to each other in Euclidean distance.
   * @throws HyperIqaError WEIGHTS when it is not finite; OUT_OF_MEMORY, LIMIT, DEVICE_LOST.
   */
  embed(picture: Photo): Promise<Float32Array>;
  /** Releases its resources on the GPU. */
  dispose(): void;
}
