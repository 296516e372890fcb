/** Opens the landmark network alone, for drawing a finished study. */
import type { Box } from '../../image/crop.ts';
import type { Photo } from '../../image/photo.ts';
import type { Point } from '../../image/point.ts';
import { defaultLandmarks } from '../../models/defaults.ts';
import { withNetworks } from '../with-networks.ts';

export type LandmarksOf = (photo: Photo, box: Box) => Promise<readonly Point[]>;

/**
 * Runs work that needs landmarks; the network is open meanwhile.
 * @throws HyperIqaError FILE, NO_ADAPTER, and what compiling and running throw.
 */
export function withLandmarks<T>(
  adapter: string | undefined,
  work: (landmarksOf: LandmarksOf) => Promise<T>,
): Promise<T> {
  return withNetworks(
    [defaultLandmarks],
    adapter,
    async (engine, [file]) => ({ landmarker: await (await defaultLandmarks.code()).open(engine, file) }),
    (use) => work((photo, box) => use(({ landmarker }) => landmarker.find(photo, box))),
  );
}
