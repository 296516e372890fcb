/**
 * Chooses the kernel for a node: a forced one, else the one measured fastest on this adapter, else the operator's order of
 * preference.
 */
import { HyperIqaError } from '../errors.ts';
import type { Node } from '../graph/graph.ts';
import type { OperatorKind } from '../graph/operators/index.ts';
import type { Constant } from '../graph/tensor.ts';
import { kernels, preferredKernel } from '../kernels/index.ts';
import type { DeviceTraits, Kernel } from '../kernels/kernel.ts';

/** Kernels by operator that override measurements and preferences. */
export type ForcedKernels = Readonly<Partial<Record<OperatorKind, string>>>;

/** The name of the fastest kernel, by `layerKey`. */
export type MeasuredKernels = ReadonlyMap<string, string>;

/** Stores measurements beyond the life of the process. A scope names the adapter, the driver and the kernels' version. */
export interface ChoiceStore {
  load(scope: string): Promise<Readonly<Record<string, string>>>;
  save(scope: string, choices: Readonly<Record<string, string>>): Promise<void>;
}

/** A key of everything that a layer's speed depends on: its attributes and shapes, but not its name or values. */
export function layerKey(node: Node): string {
  const attributes = JSON.stringify(node.operator, (_, value: unknown) => (isConstant(value) ? value.shape : value));
  return `${attributes} ${JSON.stringify(node.inputs.map((input) => input.shape))}`;
}

function isConstant(value: unknown): value is Constant {
  return typeof value === 'object' && value !== null && 'read' in value;
}

/** The kernels that can run the node on an adapter with these traits. */
export function ableKernels(node: Node, traits: DeviceTraits): readonly Kernel[] {
  const { operator } = node;
  return kernels[operator.kind].filter((kernel) => kernel.refusal(operator, node, traits) === null);
}

/**
 * Chooses the kernel that runs the node.
 * @throws HyperIqaError GRAPH when the forced kernel, or every kernel, refuses the node; the message gives the reasons.
 */
export function chooseKernel(
  node: Node,
  traits: DeviceTraits,
  forced: ForcedKernels,
  measured: MeasuredKernels,
): Kernel {
  const { operator } = node;
  const able = ableKernels(node, traits);
  const wanted = forced[operator.kind];
  if (wanted !== undefined) {
    const kernel = able.find(({ name }) => name === wanted);
    if (kernel !== undefined) return kernel;
  } else if (able.length > 0) {
    const fastest = measured.size === 0 ? undefined : measured.get(layerKey(node));
    return able.find(({ name }) => name === fastest) ?? preferredKernel(able, node, traits);
  }
  throw new HyperIqaError('GRAPH', `No kernel runs ${node.name} (${operator.kind}): ${refusals(node, traits, wanted)}`);
}

function refusals(node: Node, traits: DeviceTraits, wanted: string | undefined): string {
  const { operator } = node;
  const asked = kernels[operator.kind].filter(({ name }) => wanted === undefined || name === wanted);
  if (asked.length === 0) return `there is none named ${wanted}`;
  return asked.map((kernel) => `${kernel.name} ${kernel.refusal(operator, node, traits)}`).join('; ');
}
