/** Which kernel runs a node: forced, else measured fastest on this adapter, else the kernels' own rule of thumb. */
import { HyperIqaError } from '../errors.ts';
import type { Node } from '../graph/graph.ts';
import type { OperatorKind } from '../graph/operators/index.ts';
import type { Constant } from '../graph/tensor.ts';
import { kernels, preferredKernel } from '../kernels/index.ts';
import type { DeviceTraits, Kernel } from '../kernels/kernel.ts';

/** Kernels to use whatever else is known, by operator. */
export type ForcedKernels = Readonly<Partial<Record<OperatorKind, string>>>;

/** Names of the fastest kernels by `layerKey`. */
export type MeasuredKernels = ReadonlyMap<string, string>;

/** Where measurements outlive the process. A scope names adapter, driver and version of the kernels. */
export interface ChoiceStore {
  load(scope: string): Promise<Readonly<Record<string, string>>>;
  save(scope: string, choices: Readonly<Record<string, string>>): Promise<void>;
}

/** Everything about a layer that its speed depends on: attributes and shapes, not names and values. */
export function layerKey(node: Node): string {
  const attributes = JSON.stringify(node.operator, (_, value: unknown) => (isConstant(value) ? value.shape : value));
  return `${attributes} ${JSON.stringify(node.inputs.map((input) => input.shape))}`;
}

function isConstant(value: unknown): value is Constant {
  return typeof value === 'object' && value !== null && 'read' in value;
}

/** The kernels that can run the node on this adapter. */
export function ableKernels(node: Node, traits: DeviceTraits): readonly Kernel[] {
  const { operator } = node;
  return kernels[operator.kind].filter((kernel) => kernel.refusal(operator, node, traits) === null);
}

/** @throws HyperIqaError GRAPH with every kernel's reason when none serves, or the forced one does not. */
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
