/** Loads parts of the program that are imported when they are first needed. */
import { HyperIqaError, messageOf } from './errors.ts';

/**
 * @param what names the part in the error message.
 * @throws HyperIqaError DOWNLOAD when the import fails, as it does in a browser that is offline, or after the site's files were
 * replaced by those of another version.
 */
export async function loadPart<T>(what: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if (cause instanceof HyperIqaError) throw cause;
    const detail = messageOf(cause);
    throw new HyperIqaError(
      'DOWNLOAD',
      `The code of ${what} could not be loaded (${detail}): check the connection, then reload the page or restart the program`,
      { cause },
    );
  }
}
