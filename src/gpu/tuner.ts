/** Measures the kernels that can run a layer, on this adapter and with the layer's own shape. */
import type { Graph, Node } from '../graph/graph.ts';
import { type Inputs, type Program, timingInputs } from '../graph/program.ts';
import type { KernelTable } from '../kernels/index.ts';
import type { DeviceTraits } from '../kernels/kernel.ts';
import { ableKernels, layerKey, type MeasuredKernels } from './kernel-choice.ts';

export interface KernelTime {
  readonly kernel: string;
  /** Median of the timed runs. */
  readonly milliseconds: number;
}

/** The times of all candidates for one layer, fastest first. */
export interface LayerTimes {
  readonly node: Node;
  readonly key: string;
  readonly times: readonly KernelTime[];
}

/** Compiles a program of this node alone, with the named kernel. */
export type CompileNode = (node: Node, kernel: string) => Promise<Program>;

/** Candidates that take this many times as long as the fastest in their second run are not measured further. */
const pruneFactor = 2.5;
const timedRuns = 5;

/** One node for each distinct layer that has several candidate kernels and no measurement yet. */
export function unmeasuredLayers(
  table: KernelTable,
  graph: Graph,
  traits: DeviceTraits,
  measured: MeasuredKernels,
): readonly Node[] {
  const layers = new Map<string, Node>();
  for (const node of graph.nodes) {
    const key = layerKey(node);
    if (!measured.has(key) && ableKernels(table, node, traits).kernels.length > 1) layers.set(key, node);
  }
  return [...layers.values()];
}

export async function measureLayer(
  table: KernelTable,
  node: Node,
  traits: DeviceTraits,
  compile: CompileNode,
): Promise<LayerTimes> {
  const programs: { kernel: string; program: Program; times: number[] }[] = [];
  try {
    for (const { name } of ableKernels(table, node, traits).kernels) {
      programs.push({ kernel: name, program: await compile(node, name), times: [] });
    }
    const inputs = timingInputs(node.inputs);
    // The first run includes work that drivers defer to it, so it is not timed.
    for (const { program } of programs) await program.run(inputs);
    const first = await Promise.all(programs.map(({ program }) => timeOf(program, inputs)));
    const bound = pruneFactor * Math.min(...first);
    for (const [i, { times }] of programs.entries()) times.push(first[i]);
    const contenders = programs.filter((_, i) => first[i] <= bound);
    // Candidates alternate, so that other load on the machine affects all of them alike.
    for (let run = 1; run < timedRuns; run++) {
      for (const { program, times } of contenders) times.push(await timeOf(program, inputs));
    }
    const times = programs.map(({ kernel, times: all }) => ({ kernel, milliseconds: median(all) }));
    return { node, key: layerKey(node), times: times.sort((a, b) => a.milliseconds - b.milliseconds) };
  } finally {
    for (const { program } of programs) program.dispose();
  }
}

async function timeOf(program: Program, inputs: Inputs): Promise<number> {
  const steps = await program.profile(inputs);
  return steps.reduce((sum, step) => sum + step.milliseconds, 0);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
