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

/** The kernels that do not refuse the node on an adapter with these traits. */
function willingKernels(node: Node, traits: DeviceTraits): readonly Kernel[] {
  const { operator } = node;
  return kernels[operator.kind].filter((kernel) => kernel.refusal(operator, node, traits) === null);
}

/** Whether the adapter can bind the kernel's scratch memory, which may be larger than the node's own values. */
function scratchFits(kernel: Kernel, node: Node, traits: DeviceTraits): boolean {
  const bindings = kernel.lower(node.operator, node, traits).flatMap((dispatch) => dispatch.bindings);
  return bindings.every(
    (binding) => binding.kind !== 'scratch' || binding.scratch.byteLength <= traits.storageBindingBytes,
  );
}

/** The kernels that can run the node on an adapter with these traits. */
export function ableKernels(node: Node, traits: DeviceTraits): readonly Kernel[] {
  return willingKernels(node, traits).filter((kernel) => scratchFits(kernel, node, traits));
}

/**
 * The measured kernel of those, or the preferred one. Only a kernel that would be chosen is checked for its scratch memory, since
 * lowering all of them takes longer than choosing.
 */
function fastestAble(
  willing: readonly Kernel[],
  node: Node,
  traits: DeviceTraits,
  measured: MeasuredKernels,
): Kernel | null {
  if (willing.length === 0) return null;
  const fastest = measured.size === 0 ? undefined : measured.get(layerKey(node));
  const chosen = willing.find(({ name }) => name === fastest) ?? preferredKernel(willing, node, traits);
  if (scratchFits(chosen, node, traits)) return chosen;
  return fastestAble(
    willing.filter((kernel) => kernel !== chosen),
    node,
    traits,
    measured,
  );
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
  const willing = willingKernels(node, traits);
  const wanted = forced[operator.kind];
  if (wanted !== undefined) {
    const kernel = willing.find(({ name }) => name === wanted);
    if (kernel !== undefined) return kernel;
  } else if (willing.length > 0) {
    // If none fits, lowering reports how much memory the last resort needs.
    return fastestAble(willing, node, traits, measured) ?? preferredKernel(willing, node, traits);
  }
  throw new HyperIqaError('GRAPH', `No kernel runs ${node.name} (${operator.kind}): ${refusals(node, traits, wanted)}`);
}

function refusals(node: Node, traits: DeviceTraits, wanted: string | undefined): string {
  const { operator } = node;
  const asked = kernels[operator.kind].filter(({ name }) => wanted === undefined || name === wanted);
  if (asked.length === 0) return `there is none named ${wanted}`;
  return asked.map((kernel) => `${kernel.name} ${kernel.refusal(operator, node, traits)}`).join('; ');
}
