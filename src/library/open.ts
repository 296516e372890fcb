/** Weights, GPU and networks, opened together: what is behind `open`, whatever the host. */
import { onRenewedEngine } from '../gpu/renewed-engine.ts';
import { checkpointOf } from '../models/registry.ts';
import { unlessAborted } from './abort.ts';
import type { Host } from './host.ts';
import { openModels } from './models.ts';
import { NetworkScorer } from './network-scorer.ts';
import { openNetworks } from './networks.ts';
import type { OpenOptions, PhotoScorer } from './scorer.ts';

/**
 * @throws HyperIqaError USAGE, FILE, DOWNLOAD, FORMAT, WEIGHTS, NO_ADAPTER, and what compiling throws; the signal's reason.
 * Nothing stays open then.
 */
export async function openScorer<Input, Weights>(
  host: Host<Input, Weights>,
  options: OpenOptions<Weights>,
): Promise<PhotoScorer<Input>> {
  options.signal?.throwIfAborted();
  const opening = openNow(host, options);
  return unlessAborted(opening, options.signal).catch((reason: unknown) => {
    // What is opened after the signal is of no use to anybody.
    opening.then((scorer) => scorer.close()).catch(() => undefined);
    throw reason;
  });
}

async function openNow<Input, Weights>(
  host: Host<Input, Weights>,
  options: OpenOptions<Weights>,
): Promise<PhotoScorer<Input>> {
  const { signal, precision } = options;
  const models = await openModels(host, options);
  try {
    signal?.throwIfAborted();
    const { gpu, notice } = await host.openGpu();
    // A loss concerns nobody unless it comes twice, and then it is the answer of the call that met it.
    const engineOptions = { choices: host.choices, precision };
    const networks = onRenewedEngine(
      gpu,
      engineOptions,
      () => undefined,
      (engine) => openNetworks(engine, models),
    );
    const { engine, metrics, faceMetrics } = await networks.open();
    const scoring = new Set([...models.metrics, ...(models.faceMetrics ?? [])]);
    const cautions = [...scoring].map(({ model, file }) => file && checkpointOf(model, file).caution);
    return new NetworkScorer(host, {
      metrics,
      faceMetrics: models.faceMetrics && faceMetrics,
      adapter: engine.adapter.name,
      precision: engine.precision,
      notices: [...new Set([...cautions, notice])].filter((line) => line !== null),
      use: (work) => networks.use(work),
      async close() {
        await networks.close();
        await models.close();
      },
    });
  } catch (error) {
    await models.close();
    throw error;
  }
}
