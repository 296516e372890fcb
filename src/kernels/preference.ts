/** Which of several kernels runs a node where nothing was measured: an ordered list for each kind of adapter. */
import type { Node } from '../graph/graph.ts';
import type { Operator } from '../graph/operators/index.ts';
import type { DeviceTraits, Kernel } from './kernel.ts';

/** A place in the order. With a condition it is held for some nodes only; the kernel may stand further down again. */
export interface Preference<O extends Operator = Operator> {
  readonly kernel: string;
  when?(operator: O, node: Node): boolean;
}

export type Preferences<O extends Operator = Operator> = Readonly<
  Record<DeviceTraits['kind'], readonly Preference<O>[]>
>;

/** Of kernels that can all run the node the one that stands first; without lists, the first one given. */
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
