/**
 * The kernels of an operator, and the orders of preference among them for nodes that were not measured: one for each kind of
 * adapter.
 */
import type { Node } from '../graph/graph.ts';
import type { Operator } from '../graph/operators/index.ts';
import type { DeviceTraits, Kernel } from './kernel.ts';

/** An entry of the order. With a condition it applies only to some nodes; the kernel may occur again further down. */
export interface Preference<O extends Operator = Operator> {
  readonly kernel: string;
  when?(operator: O, node: Node): boolean;
}

export type Preferences<O extends Operator = Operator> = Readonly<
  Record<DeviceTraits['kind'], readonly Preference<O>[]>
>;

export interface KernelSet<O extends Operator = Operator> {
  /** Their names are unique. */
  readonly kernels: readonly Kernel<O>[];
  /** Only where the preferred kernel depends on the kind of adapter; otherwise the order of `kernels` counts. */
  readonly preferences?: Preferences<O>;
}

/** The rule of thumb: the kernel that is preferred on this kind of adapter, if all of the set can run the node. */
export function preferredKernel({ kernels, preferences }: KernelSet, node: Node, traits: DeviceTraits): Kernel {
  for (const { kernel, when } of preferences?.[traits.kind] ?? []) {
    const found = kernels.find(({ name }) => name === kernel);
    if (found !== undefined && (when === undefined || when(node.operator, node))) return found;
  }
  return kernels[0];
}
