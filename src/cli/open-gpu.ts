/** Opens the GPU for a command, which shows no warnings of Dawn's about limits. */
import { listAdapters, type NodeGpu, openNodeGpu } from '../platform/node-gpu.ts';

/**
 * To be called before any other work starts (see `withoutLimitWarnings`).
 * @param adapter part of its name; default the system's choice.
 * @throws HyperIqaError NO_ADAPTER.
 */
export function openGpu(adapter: string | undefined): Promise<NodeGpu> {
  return openNodeGpu({ adapter, hideLimitWarnings: true });
}

/** The names that `openGpu` accepts. */
export function adapterNames(): Promise<readonly string[]> {
  return listAdapters({ hideLimitWarnings: true });
}
