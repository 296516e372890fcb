import { openScorer } from '../library/open.ts';
import type { OpenOptions, PhotoScorer } from '../library/scorer.ts';
import { NodeHost, type PhotoInput, type WeightsInput } from './host.ts';

export interface NodeOpenOptions extends OpenOptions<WeightsInput> {
  /** Part of the name of the GPU to use (see `listAdapters`), or `swiftshader`; the system's best when left out. */
  readonly adapter?: string;
}

/**
 * Opens metrics that score photos. Weights that are not named are the command line's: those in the folder `weights/` of the
 * working folder, or of this package.
 * @throws HyperIqaError USAGE, FILE, DOWNLOAD, FORMAT, WEIGHTS, NO_ADAPTER, SHADER, OUT_OF_MEMORY; the signal's reason.
 * Nothing stays open then.
 */
export function open(options: NodeOpenOptions = {}): Promise<PhotoScorer<PhotoInput>> {
  return openScorer(new NodeHost(options.adapter), options);
}
