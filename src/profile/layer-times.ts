/** Groups timed dispatches by layer and by kernel. */
import type { StepTime } from '../graph/program.ts';
import type { Work } from './roofline.ts';

/** A layer with all its dispatches. */
export interface LayerTime extends Work {
  readonly name: string;
  readonly operator: string;
  readonly kernel: string;
  /** The number of dispatches. */
  readonly dispatches: number;
}

/** A kernel with all layers that it served. */
export interface KernelTime extends Work {
  readonly name: string;
  readonly layers: number;
}

/** The median time of each dispatch over several runs of one program. */
export function medianSteps(runs: readonly (readonly StepTime[])[]): readonly StepTime[] {
  return runs[0].map((step, i) => {
    const times = runs.map((run) => run[i].milliseconds).sort((a, b) => a - b);
    return { ...step, milliseconds: times[Math.floor(times.length / 2)] };
  });
}

/** Slowest first. */
export function layerTimes(steps: readonly StepTime[]): readonly LayerTime[] {
  const layers = new Map<string, LayerTime>();
  for (const { node, operator, kernel, milliseconds, flops, bytes } of steps) {
    const known = layers.get(node) ?? { name: node, operator, kernel, dispatches: 0, milliseconds: 0, flops, bytes };
    layers.set(node, {
      ...known,
      dispatches: known.dispatches + 1,
      milliseconds: known.milliseconds + milliseconds,
    });
  }
  return slowestFirst([...layers.values()]);
}

/** Slowest first. */
export function kernelTimes(layers: readonly LayerTime[]): readonly KernelTime[] {
  const kernels = new Map<string, KernelTime>();
  for (const { kernel: name, milliseconds, flops, bytes } of layers) {
    const known = kernels.get(name) ?? { name, layers: 0, milliseconds: 0, flops: 0, bytes: 0 };
    kernels.set(name, {
      name,
      layers: known.layers + 1,
      milliseconds: known.milliseconds + milliseconds,
      flops: known.flops + flops,
      bytes: known.bytes + bytes,
    });
  }
  return slowestFirst([...kernels.values()]);
}

export function totalOf(works: readonly Work[]): Work {
  const sum = (part: (work: Work) => number) => works.reduce((total, work) => total + part(work), 0);
  return { flops: sum((w) => w.flops), bytes: sum((w) => w.bytes), milliseconds: sum((w) => w.milliseconds) };
}

function slowestFirst<T extends Work>(works: readonly T[]): readonly T[] {
  return [...works].sort((a, b) => b.milliseconds - a.milliseconds);
}
