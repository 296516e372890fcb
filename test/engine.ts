/** One engine of each precision, shared by all tests of a file, on the adapter that HYPERIQA_ADAPTER names, or the system's. */
import { Engine } from '../src/gpu/engine.ts';
import type { Precision } from '../src/graph/rewrite.ts';
import { openNodeGpu } from '../src/platform/node-gpu.ts';

const shared = new Map<Precision, Promise<Engine>>();

async function open(precision: Precision): Promise<Engine> {
  const { gpu } = await openNodeGpu({ adapter: process.env.HYPERIQA_ADAPTER });
  return Engine.open(gpu, { precision });
}

export function openTestEngine(precision: Precision = 'f32'): Promise<Engine> {
  const engine = shared.get(precision) ?? open(precision);
  shared.set(precision, engine);
  return engine;
}

/** Closes the engines, so that the process can end; call it after the last test of a file. */
export async function closeTestEngine(): Promise<void> {
  for (const engine of shared.values()) (await engine).close();
  shared.clear();
}
