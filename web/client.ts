/** The page's side of the connection to the worker. */
import type { FromWorker, ToWorker } from './protocol.ts';

export interface Client {
  /** Transferred objects can no longer be used here. */
  send(message: ToWorker, transfer?: readonly Transferable[]): void;
}

/**
 * Starts the worker, whose script is beside the page, and asks it to open.
 * @param listen receives every message, in order.
 * @param crashed is called when the worker's script did not load or failed; messages are then no longer answered.
 */
export function startWorker(listen: (message: FromWorker) => void, crashed: (message: string) => void): Client {
  // Not beside this code, which the bundler puts into a chunk.
  const folder = new URL('.', document.baseURI);
  const worker = new Worker(new URL('worker.js', folder), { type: 'module', name: 'hyperiqa' });
  worker.addEventListener('message', (event: MessageEvent<FromWorker>) => listen(event.data));
  worker.addEventListener('error', (event) => crashed(event.message || 'the worker did not load'));
  const send: Client['send'] = (message, transfer = []) => worker.postMessage(message, [...transfer]);
  send({ type: 'open', folder: folder.href });
  return { send };
}
