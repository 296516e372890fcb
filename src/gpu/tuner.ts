/** Measures the kernels that can run a layer, on this adapter and with the layer's own shape. */
import type { Graph, Node } from '../graph/graph.ts';
import { type Inputs, type Program, timingInputs } from '../graph/program.ts';
import type { KernelTable } from '../kernels/index.ts';
import type { DeviceTraits } from '../kernels/kernel.ts';
import { preferredKernel } from '../kernels/kernel-set.ts';
import { ableKernels, layerKey, type MeasuredKernels } from './kernel-choice.ts';

export interface KernelTime {
  readonly kernel: string;
  /** Of one execution: the median of the timed runs. */
  readonly milliseconds: number;
}

interface Candidate {
  readonly kernel: string;
  readonly program: Program;
  repeats: number;
  readonly times: number[];
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
/**
 * Milliseconds that a timed run should take at least. Browsers round timestamps to 0.1 ms, in which a GPU computes a small layer
 * many times.
 */
const leastTime = 2;
/** A power of four. */
const mostRepeats = 1024;

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

/**
 * Measures the kernels that can run a layer. They take turns, so that other load on the machine affects all of them alike.
 * @throws HyperIqaError as `compile` does; NO_ADAPTER when the adapter has no timestamp queries.
 */
export async function measureLayer(
  table: KernelTable,
  node: Node,
  traits: DeviceTraits,
  compile: CompileNode,
): Promise<LayerTimes> {
  const candidates: Candidate[] = [];
  try {
    const able = ableKernels(table, node, traits);
    // The preferred one comes first, so that it wins a tie.
    const preferred = preferredKernel(able, node, traits);
    for (const { name } of [preferred, ...able.kernels.filter((kernel) => kernel !== preferred)]) {
      candidates.push({ kernel: name, program: await compile(node, name), repeats: 1, times: [] });
    }
    const inputs = timingInputs(node.inputs);
    // The first run includes work that drivers defer to it, so it is not timed.
    for (const { program } of candidates) await program.run(inputs);
    for (const candidate of candidates) await timeFirst(candidate, inputs);
    const bound = pruneFactor * Math.min(...candidates.map(({ times }) => times[0]));
    const contenders = candidates.filter(({ times }) => times[0] <= bound);
    for (let run = 1; run < timedRuns; run++) {
      for (const { program, repeats, times } of contenders) times.push(await timeOf(program, inputs, repeats));
    }
    const times = candidates.map(({ kernel, times: all }) => ({ kernel, milliseconds: median(all) }));
    return { node, key: layerKey(node), times: times.sort((a, b) => a.milliseconds - b.milliseconds) };
  } finally {
    for (const { program } of candidates) program.dispose();
  }
}

/** Times a candidate's first run, with as many repeats as its time requires. */
async function timeFirst(candidate: Candidate, inputs: Inputs): Promise<void> {
  let time = await timeOf(candidate.program, inputs, candidate.repeats);
  while (time * candidate.repeats < leastTime && candidate.repeats < mostRepeats) {
    candidate.repeats *= 4;
    time = await timeOf(candidate.program, inputs, candidate.repeats);
  }
  candidate.times.push(time);
}

async function timeOf(program: Program, inputs: Inputs, repeats: number): Promise<number> {
  const steps = await program.profile(inputs, repeats);
  return steps.reduce((sum, step) => sum + step.milliseconds, 0);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
