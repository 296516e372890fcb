/** Opens weights, GPU and networks together: the implementation of `open` for every host. */
import { HyperIqaError } from '../errors.ts';
import { onRenewedEngine } from '../gpu/renewed-engine.ts';
import { checkpointOf } from '../models/checkpoint-of.ts';
import { unlessAborted } from './abort.ts';
import type { Host } from './host.ts';
import { type OpenModels, openModels } from './models.ts';
import { NetworkScorer } from './network-scorer.ts';
import { openNetworks } from './networks.ts';
import { checkOptions } from './options.ts';
import type { OpenOptions, PhotoScorer, WeightsProgress } from './scorer.ts';

/**
 * Opens a scorer. If that fails, everything is closed again.
 * @param hostOf receives options that were checked, and may check those that only its host has.
 * @throws HyperIqaError USAGE, FILE, DOWNLOAD, FORMAT, WEIGHTS, NO_ADAPTER, and what compiling throws; the signal's reason.
 */
export async function openScorer<Input, Weights, Options extends OpenOptions<Weights>>(
  hostOf: (options: Options) => Host<Input, Weights>,
  options: Options,
): Promise<PhotoScorer<Input>> {
  checkOptions(options);
  const host = hostOf(options);
  options.signal?.throwIfAborted();
  const opening = openNow(host, options);
  return unlessAborted(opening, options.signal).catch((reason: unknown) => {
    // A scorer that is opened after the signal has no user.
    opening.then((scorer) => scorer.close()).catch(() => undefined);
    throw reason;
  });
}

function checkPrecision(precision: unknown): void {
  if (precision === undefined || precision === 'f32' || precision === 'f16') return;
  throw new HyperIqaError('USAGE', `The precision must be f32 or f16, not ${String(precision)}.`);
}

/** As `openModels`; what `onProgress` throws is thrown as it is, while hosts take it for a failed download. */
async function openReporting<Weights>(
  host: Pick<Host<never, Weights>, 'openWeights' | 'openDefaultWeights'>,
  options: OpenOptions<Weights>,
): Promise<OpenModels> {
  const { onProgress } = options;
  if (onProgress === undefined) return openModels(host, options);
  const thrown: unknown[] = [];
  const report = (progress: WeightsProgress) => {
    try {
      onProgress(progress);
    } catch (error) {
      thrown.push(error);
      throw error;
    }
  };
  try {
    return await openModels(host, { ...options, onProgress: report });
  } catch (error) {
    throw thrown.length > 0 ? thrown[0] : error;
  }
}

async function openNow<Input, Weights>(
  host: Host<Input, Weights>,
  options: OpenOptions<Weights>,
): Promise<PhotoScorer<Input>> {
  const { signal, precision } = options;
  checkPrecision(precision);
  const models = await openReporting(host, options);
  try {
    signal?.throwIfAborted();
    const { gpu, notice } = await host.openGpu();
    // A lost device is reported only if it is lost twice, by the call that met the second loss.
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
