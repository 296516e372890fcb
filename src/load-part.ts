/** Loads parts of the program that are imported when they are first needed. */
import { HyperIqaError, messageOf } from './errors.ts';

const isNode = typeof process === 'object' && process.versions?.node !== undefined;

/** Imports that are under way. */
const loading = new Set<Promise<unknown>>();

/** Resolves when the last of the imports that take turns is done. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Loads a part after all others. Test runners such as Jest import modules in contexts of their own, in Node, where imports that overlap
 * and share a module fail; then each is tried again by itself.
 */
function inTurn<T>(load: () => Promise<T>): Promise<T> {
  const turn = last.then(() => Promise.allSettled(loading)).then(load);
  last = turn.catch(() => undefined);
  return turn;
}

function noted<T>(work: Promise<T>): Promise<T> {
  loading.add(work);
  const forget = () => loading.delete(work);
  work.then(forget, forget);
  return work;
}

/**
 * @param what names the part in the error message.
 * @throws HyperIqaError DOWNLOAD when the import fails, as it does in a browser that is offline, or after the site's files were
 * replaced by those of another version.
 */
export async function loadPart<T>(what: string, load: () => Promise<T>): Promise<T> {
  try {
    return await (isNode ? noted(load()).catch(() => inTurn(load)) : load());
  } catch (cause) {
    if (cause instanceof HyperIqaError) throw cause;
    const detail = messageOf(cause);
    const remedy = isNode ? 'install the package again' : 'check the connection, then reload the page';
    throw new HyperIqaError('DOWNLOAD', `The code of ${what} could not be loaded (${detail}): ${remedy}`, { cause });
  }
}
