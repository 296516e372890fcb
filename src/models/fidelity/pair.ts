/** The input of the full-reference metrics: a photo and its reference, of the same size. */
import { HyperIqaError } from '../../errors.ts';
import type { Graph } from '../../graph/graph.ts';
import type { Program } from '../../graph/program.ts';
import type { Photo } from '../../image/photo.ts';

export interface PhotoPair {
  readonly photo: Photo;
  readonly reference: Photo;
}

/** Runs `work` with a program of the graph; equal keys mean equal graphs. */
export type UseProgram = <T>(
  key: string,
  graph: () => Graph,
  work: (program: Pick<Program, 'run'>) => Promise<T>,
) => Promise<T>;

/**
 * @param metric its title, for messages.
 * @param side the least width and height, in pixels.
 * @throws HyperIqaError REFERENCE when the sizes differ; IMAGE_TOO_SMALL.
 */
export function checkPair({ photo, reference }: PhotoPair, metric: string, side: number): void {
  const size = `${photo.width}x${photo.height}`;
  if (photo.width !== reference.width || photo.height !== reference.height) {
    throw new HyperIqaError(
      'REFERENCE',
      `${metric} compares pixel by pixel, but the photo has ${size} pixels and its reference ` +
        `${reference.width}x${reference.height}: give a reference of the same size.`,
    );
  }
  if (photo.width >= side && photo.height >= side) return;
  throw new HyperIqaError(
    'IMAGE_TOO_SMALL',
    `${metric} needs photos of at least ${side}x${side} pixels; this one has ${size}.`,
  );
}
