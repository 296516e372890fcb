/** The network of landmarks alone, for pictures of a study that is finished. */
import { onRenewedEngine } from '../../gpu/renewed-engine.ts';
import type { Box } from '../../image/crop.ts';
import type { Photo } from '../../image/photo.ts';
import type { Point } from '../../image/point.ts';
import { landmarkModels } from '../../models/registry.ts';
import { choiceFile } from '../../platform/choice-file.ts';
import { openNodeGpu } from '../../platform/node-gpu.ts';
import { openModelWeights } from '../model-files.ts';
import { say } from '../terminal.ts';

export type LandmarksOf = (photo: Photo, box: Box) => Promise<readonly Point[]>;

/**
 * Does work that needs landmarks; the network is open as long as it takes.
 * @throws HyperIqaError FILE, NO_ADAPTER, and what compiling and running throw.
 */
export async function withLandmarks<T>(
  adapter: string | undefined,
  work: (landmarksOf: LandmarksOf) => Promise<T>,
): Promise<T> {
  const [model] = landmarkModels;
  const weights = await openModelWeights(model, undefined);
  try {
    const { gpu } = await openNodeGpu({ adapter });
    const networks = onRenewedEngine(gpu, { choices: choiceFile }, say, async (engine) => {
      return { landmarker: await (await model.code()).open(engine, weights.file) };
    });
    try {
      await networks.open();
      return await work((photo, box) => networks.use(({ landmarker }) => landmarker.find(photo, box)));
    } finally {
      await networks.close();
    }
  } finally {
    await weights.close();
  }
}
