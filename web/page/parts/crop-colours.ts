import type { Crops, ModelInfo } from '../../protocol.ts';
import { domainOf } from '../colour-scale.ts';

/** The colour scale of a photo's crops: from its lowest score to its highest. */
export function cropColours(crops: Crops, model: ModelInfo | null) {
  const scores = crops.crops.map(({ score }) => score);
  const [low, high] = domainOf(scores, model?.checkpoint.range ?? [0, 100]);
  return { low, high, place: (score: number) => (score - low) / (high - low) };
}
