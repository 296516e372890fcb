/** The page's end of the wire to the worker. */
import type { FromWorker, ToWorker } from './protocol.ts';

export interface Client {
  /** What is transferred is gone here. */
  send(message: ToWorker, transfer?: readonly Transferable[]): void;
}

/**
 * Starts the worker, which lies beside the page's script, and asks it to open.
 * @param listen gets every message, in order.
 * @param crashed is called when the worker's script did not load or ended in an error; messages are not answered then.
 */
export function startWorker(listen: (message: FromWorker) => void, crashed: (message: string) => void): Client {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'hyperiqa' });
  worker.addEventListener('message', (event: MessageEvent<FromWorker>) => listen(event.data));
  worker.addEventListener('error', (event) => crashed(event.message || 'the worker did not load'));
  const send: Client['send'] = (message, transfer = []) => worker.postMessage(message, [...transfer]);
  send({ type: 'open', folder: new URL('.', import.meta.url).href });
  return { send };
}
