/** Runs one piece of work on networks whose weights and device are opened for it and closed afterwards. */
import type { TensorFile } from '../formats/tensor-file.ts';
import type { Engine } from '../gpu/engine.ts';
import { onRenewedEngine } from '../gpu/renewed-engine.ts';
import type { Model } from '../models/model.ts';
import { choiceFile } from '../platform/choice-file.ts';
import { type OpenWeights, openModelWeights } from './model-files.ts';
import { openGpu } from './open-gpu.ts';
import { say } from './terminal.ts';

/** Runs a job on open networks, and repeats it if the device is lost meanwhile (see `Renewable.use`). */
export type UseNetworks<Networks> = <R>(job: (networks: Networks) => Promise<R>) => Promise<R>;

/**
 * @param models whose default weights are opened.
 * @param adapter part of the adapter's name; default the system's choice.
 * @param load creates the networks from the files of `models`, in their order.
 * @throws HyperIqaError FILE, FORMAT, WEIGHTS, NO_ADAPTER, what `load` throws, and what `work` throws.
 */
export async function withNetworks<Networks extends object, T>(
  models: readonly Model[],
  adapter: string | undefined,
  load: (engine: Engine, files: readonly TensorFile[]) => Promise<Networks>,
  work: (use: UseNetworks<Networks>) => Promise<T>,
): Promise<T> {
  const weights: OpenWeights[] = [];
  try {
    for (const model of models) weights.push(await openModelWeights(model, undefined));
    const { gpu } = await openGpu(adapter);
    const files = weights.map(({ file }) => file);
    const networks = onRenewedEngine(gpu, { choices: choiceFile }, say, (engine) => load(engine, files));
    try {
      await networks.open();
      return await work((job) => networks.use(job));
    } finally {
      await networks.close();
    }
  } finally {
    for (const { close } of weights) await close();
  }
}
