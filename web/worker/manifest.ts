/** Reads `weights/manifest.json`, the build's list of the weights in the page's folder. */
import { HyperIqaError, messageOf } from '../../src/errors.ts';

export interface ManifestEntry {
  readonly model: string;
  /** In the same folder as the manifest. */
  readonly file: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** The file's metadata: checkpoint, protocol. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** @throws HyperIqaError DOWNLOAD when it is unavailable. */
export async function fetchManifest(folder: string): Promise<readonly ManifestEntry[]> {
  const address = new URL('weights/manifest.json', folder);
  try {
    const response = await fetch(address, { cache: 'no-cache' });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return (await response.json()) as readonly ManifestEntry[];
  } catch (cause) {
    const detail = messageOf(cause);
    throw new HyperIqaError(
      'DOWNLOAD',
      `The list of weights (${address.href}) cannot be loaded: ${detail}. Check the connection and try again.`,
      { cause },
    );
  }
}
