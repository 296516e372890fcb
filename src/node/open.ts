import { openScorer } from '../library/open.ts';
import { checkText } from '../library/options.ts';
import type { OpenOptions, PhotoScorer } from '../library/scorer.ts';
import { NodeHost, type PhotoInput, type WeightsInput } from './host.ts';

export interface NodeOpenOptions extends OpenOptions<WeightsInput> {
  /** Part of the name of the GPU to use (see `listAdapters`), or `swiftshader`. Default: the system's best. */
  readonly adapter?: string | undefined;
}

function hostOf({ adapter }: NodeOpenOptions): NodeHost {
  checkText('adapter', adapter);
  return new NodeHost(adapter);
}

/**
 * Opens metrics that score photos. Weights that are not given are looked up as on the command line: in the folder `weights/` of
 * the working folder, then of this package. If opening fails, everything is closed again.
 * @throws HyperIqaError USAGE, FILE, DOWNLOAD, FORMAT, WEIGHTS, NO_ADAPTER, SHADER, OUT_OF_MEMORY; the signal's reason.
 */
export async function open(options: NodeOpenOptions = {}): Promise<PhotoScorer<PhotoInput>> {
  return openScorer(hostOf, options);
}
