/** Orders of preference among the kernels of an operator, for nodes that were not measured: one for each kind of adapter. */
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

/** Of kernels that can all run the node, the first in the order; without lists, the first one given. */
export function firstPreferred(
  able: readonly Kernel[],
  preferences: Preferences | undefined,
  node: Node,
  traits: DeviceTraits,
): Kernel {
  for (const { kernel, when } of preferences?.[traits.kind] ?? []) {
    const found = able.find(({ name }) => name === kernel);
    if (found !== undefined && (when === undefined || when(node.operator, node))) return found;
  }
  return able[0];
}
