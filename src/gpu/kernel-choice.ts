/**
 * Chooses the kernel for a node: a forced one, else the one measured fastest on this adapter, else the operator's order of
 * preference.
 */
import { HyperIqaError } from '../errors.ts';
import type { Node } from '../graph/graph.ts';
import type { OperatorKind } from '../graph/operators/index.ts';
import type { Constant } from '../graph/tensor.ts';
import type { KernelTable } from '../kernels/index.ts';
import type { DeviceTraits, Kernel } from '../kernels/kernel.ts';
import { type KernelSet, preferredKernel } from '../kernels/kernel-set.ts';

/** Kernels by operator that override measurements and preferences. */
export type ForcedKernels = Readonly<Partial<Record<OperatorKind, string>>>;

/** The name of the fastest kernel, by `layerKey`. */
export type MeasuredKernels = ReadonlyMap<string, string>;

/** Stores measurements beyond the life of the process. A scope names the adapter, the driver and the kernels' version. */
export interface ChoiceStore {
  load(scope: string): Promise<Readonly<Record<string, string>>>;
  save(scope: string, choices: Readonly<Record<string, string>>): Promise<void>;
}

/**
 * A key of what a layer's speed depends on: its attributes, its shapes and how its weights are stored, but not its name or values.
 */
export function layerKey(node: Node): string {
  const attributes = JSON.stringify(node.operator, (_, value: unknown) =>
    isConstant(value) ? [...value.shape, value.dtype ?? 'f32'] : value,
  );
  return `${attributes} ${JSON.stringify(node.inputs.map((input) => input.shape))}`;
}

function isConstant(value: unknown): value is Constant {
  return typeof value === 'object' && value !== null && 'read' in value;
}

function kernelSetOf(table: KernelTable, { operator }: Node): KernelSet {
  const kernelSet = table.get(operator.kind);
  if (kernelSet === undefined) throw new HyperIqaError('GRAPH', `The kernels of ${operator.kind} are not loaded`);
  return kernelSet;
}

/** The kernels that do not refuse the node on an adapter with these traits. */
function willingKernels(all: KernelSet, node: Node, traits: DeviceTraits): KernelSet {
  return { ...all, kernels: all.kernels.filter((kernel) => kernel.refusal(node.operator, node, traits) === null) };
}

/** Whether the adapter can bind the kernel's scratch memory, which may be larger than the node's own values. */
function scratchFits(kernel: Kernel, node: Node, traits: DeviceTraits): boolean {
  const bindings = kernel.lower(node.operator, node, traits).flatMap((dispatch) => dispatch.bindings);
  return bindings.every(
    (binding) => binding.kind !== 'scratch' || binding.scratch.byteLength <= traits.storageBindingBytes,
  );
}

/** The kernels that can run the node on an adapter with these traits, and their order of preference. */
export function ableKernels(table: KernelTable, node: Node, traits: DeviceTraits): KernelSet {
  const willing = willingKernels(kernelSetOf(table, node), node, traits);
  return { ...willing, kernels: willing.kernels.filter((kernel) => scratchFits(kernel, node, traits)) };
}

/**
 * The measured kernel of those, or the preferred one. Only a kernel that would be chosen is checked for its scratch memory, since
 * lowering all of them takes longer than choosing.
 */
function fastestAble(willing: KernelSet, node: Node, traits: DeviceTraits, measured: MeasuredKernels): Kernel | null {
  const { kernels } = willing;
  if (kernels.length === 0) return null;
  const fastest = measured.size === 0 ? undefined : measured.get(layerKey(node));
  const chosen = kernels.find(({ name }) => name === fastest) ?? preferredKernel(willing, node, traits);
  if (scratchFits(chosen, node, traits)) return chosen;
  return fastestAble({ ...willing, kernels: kernels.filter((kernel) => kernel !== chosen) }, node, traits, measured);
}

/**
 * Chooses the kernel that runs the node.
 * @param table has the kernels of the node's operator
 * @throws HyperIqaError GRAPH when the forced kernel, or every kernel, refuses the node; the message gives the reasons.
 */
export function chooseKernel(
  table: KernelTable,
  node: Node,
  traits: DeviceTraits,
  forced: ForcedKernels,
  measured: MeasuredKernels,
): Kernel {
  const { operator } = node;
  const all = kernelSetOf(table, node);
  const willing = willingKernels(all, node, traits);
  const wanted = forced[operator.kind];
  if (wanted !== undefined) {
    const kernel = willing.kernels.find(({ name }) => name === wanted);
    if (kernel !== undefined) return kernel;
  } else if (willing.kernels.length > 0) {
    // If none fits, lowering reports how much memory the last resort needs.
    return fastestAble(willing, node, traits, measured) ?? preferredKernel(willing, node, traits);
  }
  const asked = all.kernels.filter(({ name }) => wanted === undefined || name === wanted);
  const refusals = asked.map((kernel) => `${kernel.name} ${kernel.refusal(operator, node, traits)}`);
  throw new HyperIqaError(
    'GRAPH',
    `No kernel runs ${node.name} (${operator.kind}): ${refusals.join('; ') || `there is none named ${wanted}`}`,
  );
}
