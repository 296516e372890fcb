/**
 * One engine of each precision, shared by all tests of a file, on the adapter that HYPERIQA_ADAPTER names, or the system's. The
 * name `wgpu` stands for that WebGPU implementation, for which tools/test.mjs runs the file in Deno.
 */
import { Engine } from '../src/gpu/engine.ts';
import type { Precision } from '../src/graph/rewrite.ts';
import { openNodeGpu } from '../src/platform/node-gpu.ts';

/** WebGPU on the adapter that HYPERIQA_ADAPTER names. */
export async function openTestGpu(): Promise<GPU> {
  const adapter = process.env.HYPERIQA_ADAPTER;
  return adapter === 'wgpu' ? navigator.gpu : (await openNodeGpu({ adapter })).gpu;
}

const shared = new Map<Precision, Promise<Engine>>();

async function open(precision: Precision): Promise<Engine> {
  return Engine.open(await openTestGpu(), { precision });
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
