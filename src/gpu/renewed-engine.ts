/** An engine, and what was loaded on it, that is reopened when its device is lost. */
import { HyperIqaError } from '../errors.ts';
import type { AdapterSummary } from './adapter.ts';
import { Engine, type EngineOptions } from './engine.ts';
import { Renewable } from './renewable.ts';

/** What `load` returns, together with the engine that it was loaded on. */
type OnEngine<T> = T & { readonly engine: Engine; close(): void };

/**
 * Wraps what `load` creates on an engine of the adapter that `gpu` offers; nothing is opened yet. `say` receives a message for
 * the user when the device is lost and when it is open again. Opening throws HyperIqaError NO_ADAPTER, also when the system then
 * offers a different adapter, whose results would differ in the last digits.
 */
export function onRenewedEngine<T extends object>(
  gpu: GPU,
  options: EngineOptions,
  say: (line: string) => void,
  load: (engine: Engine) => Promise<T>,
): Renewable<OnEngine<T>> {
  let first: AdapterSummary | null = null;
  const open = async (): Promise<OnEngine<T>> => {
    const engine = await Engine.open(gpu, options);
    try {
      first ??= engine.adapter;
      checkSame(first, engine.adapter);
      return { ...(await load(engine)), engine, close: () => engine.close() };
    } catch (error) {
      engine.close();
      throw error;
    }
  };
  return new Renewable(open, {
    lost: ({ message }) => say(`${message}.`),
    renewed: () => say('The device is open again; the affected photos are scored again.'),
    // The run ends with the error that it throws, so there is nothing to add.
    failed: () => undefined,
  });
}

function checkSame(first: AdapterSummary, now: AdapterSummary): void {
  if (JSON.stringify(now) === JSON.stringify(first)) return;
  throw new HyperIqaError(
    'NO_ADAPTER',
    `The run began on ${first.name}, but the system now offers ${now.name}. Its scores differ in the last ` +
      'digits: start again when the first adapter is back, or begin a new run.',
  );
}
