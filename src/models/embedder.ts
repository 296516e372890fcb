/** What every recognition network of faces has in common. */
import type { Photo } from '../image/photo.ts';

export interface FaceEmbedder {
  /**
   * What the network knows a face by.
   * @param picture of one face, as the model's `faceView` says.
   * @returns a vector; by Euclidean distance, those of one person lie near each other.
   * @throws HyperIqaError WEIGHTS when it comes out as no numbers; OUT_OF_MEMORY, LIMIT, DEVICE_LOST.
   */
  embed(picture: Photo): Promise<Float32Array>;
  /** Releases what it holds on the GPU. */
  dispose(): void;
}
