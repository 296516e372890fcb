/** The sample photos that the build adds to the page. */
import type { Incoming } from './state/photo.ts';

/** Addresses relative to the page; empty where the page was built without samples. */
export async function sampleList(): Promise<readonly string[]> {
  const response = await fetch('samples/list.json');
  if (!response.ok) return [];
  const names: readonly string[] = await response.json();
  return names.map((name) => `samples/${encodeURIComponent(name)}`);
}

export function loadSamples(addresses: readonly string[]): Promise<readonly Incoming[]> {
  return Promise.all(
    addresses.map(async (address) => {
      const response = await fetch(address);
      if (!response.ok) throw new Error(`${address} could not be loaded (${response.status}).`);
      return { file: await response.blob(), name: decodeURIComponent(address) };
    }),
  );
}
