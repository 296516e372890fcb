/** One engine for all tests of a file, on the adapter that HYPERIQA_ADAPTER names, or the system's. */
import { Engine } from '../src/gpu/engine.ts';
import { openNodeGpu } from '../src/platform/node-gpu.ts';

let shared: Promise<Engine> | null = null;

export function openTestEngine(): Promise<Engine> {
  shared ??= openNodeGpu({ adapter: process.env.HYPERIQA_ADAPTER }).then(({ gpu }) => Engine.open(gpu));
  return shared;
}

/** Lets the process end; call it after the last test of a file. */
export async function closeTestEngine(): Promise<void> {
  (await shared)?.close();
  shared = null;
}
