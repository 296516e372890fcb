/** Lowers a graph to the list of dispatches that run it, and assigns every activation a place in one buffer, the arena. */
import { HyperIqaError } from '../errors.ts';
import type { Graph, Node } from '../graph/graph.ts';
import { isView } from '../graph/operators/index.ts';
import { byteLength, type Value } from '../graph/tensor.ts';
import type { DeviceTraits, Dispatch, Kernel, Scratch } from '../kernels/kernel.ts';
import { planMemory } from './memory-plan.ts';
import { isInPlace, type Placement, placeValues } from './placement.ts';

export interface Step {
  readonly node: Node;
  readonly kernel: string;
  readonly dispatch: Dispatch;
}

/** A range of bytes of the arena. */
export interface ArenaSlice {
  readonly offset: number;
  readonly byteLength: number;
}

export interface Lowered {
  readonly steps: readonly Step[];
  readonly arenaBytes: number;
  /** The range of every activation, including those that are parts of others, and of every scratch buffer. */
  readonly slices: ReadonlyMap<Value | Scratch, ArenaSlice>;
}

/**
 * Lowers a graph to dispatches and lays out the arena.
 * @param graph its nodes read different buffers (see `separateOperands`)
 * @param choose picks the kernel for a node.
 * @throws HyperIqaError LIMIT when a tensor exceeds the adapter's largest storage binding.
 */
export function lower(graph: Graph, traits: DeviceTraits, choose: (node: Node) => Kernel): Lowered {
  const steps: Step[] = [];
  const placement = placeValues(graph, traits.bindingAlignment);
  for (const node of graph.nodes) {
    if (isView(node.operator)) continue;
    const kernel = choose(node);
    const dispatches = kernel.lower(node.operator, node, traits);
    for (const dispatch of dispatches) {
      const [first] = dispatch.bindings;
      if (first.kind === 'value' && isInPlace(placement, node, first.value)) continue;
      steps.push({ node, kernel: kernel.name, dispatch });
    }
  }
  return { steps, ...assignSlices(graph, steps, placement, traits) };
}

/** WebGPU guarantees that every adapter can bind a part of a buffer at multiples of this many bytes. */
const commonAlignment = 256;

function assignSlices(graph: Graph, steps: readonly Step[], placement: Placement, traits: DeviceTraits) {
  const rootOf = (value: Value): Value => placement.placeOf(value).root;
  const lifetimes = new Map<Value | Scratch, { bytes: number; firstStep: number; lastStep: number }>();
  const touch = (what: Value | Scratch, step: number) => {
    const known = lifetimes.get(what);
    if (known !== undefined) known.lastStep = Math.max(known.lastStep, step);
    else lifetimes.set(what, { bytes: sizeOf(what), firstStep: step, lastStep: step });
  };
  for (const input of graph.inputs) touch(input, -1);
  steps.forEach((step, index) => {
    for (const binding of step.dispatch.bindings) {
      if (binding.kind === 'value') touch(rootOf(binding.value), index);
      if (binding.kind === 'scratch') touch(binding.scratch, index);
    }
  });
  for (const output of graph.outputs) touch(rootOf(output), steps.length);

  for (const [what, { bytes }] of lifetimes) {
    if (bytes <= traits.storageBindingBytes) continue;
    const name = what.kind === 'scratch' ? 'scratch memory' : `the tensor ${what.name}`;
    throw new HyperIqaError(
      'LIMIT',
      `${name} needs ${bytes} bytes, but this adapter binds at most ${traits.storageBindingBytes}: use a smaller batch or smaller photos`,
    );
  }

  const { offsets, totalBytes } = planMemory([...lifetimes.values()], commonAlignment);
  const slices = new Map<Value | Scratch, ArenaSlice>();
  let next = 0;
  for (const [what, { bytes }] of lifetimes) slices.set(what, { offset: offsets[next++], byteLength: bytes });
  for (const { output } of graph.nodes) {
    const { root, offset } = placement.placeOf(output);
    const slice = slices.get(root);
    if (slice !== undefined) slices.set(output, { offset: slice.offset + offset, byteLength: byteLength(output) });
  }
  return { arenaBytes: totalBytes, slices };
}

function sizeOf(what: Value | Scratch): number {
  return what.kind === 'scratch' ? what.byteLength : byteLength(what);
}
