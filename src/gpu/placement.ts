/** Finds values that are parts of others in memory: views, and inputs of concatenations, which are then computed in place. */
import type { Graph, Node } from '../graph/graph.ts';
import { isView } from '../graph/operators/index.ts';
import { byteLength, elementCount, type Value } from '../graph/tensor.ts';

/** Where a value lies: `offset` bytes behind the start of `root`, which has memory of its own. */
export interface Place {
  readonly root: Value;
  readonly offset: number;
}

export class Placement {
  readonly #parts = new Map<Value, Place>();

  /** A value that is no part of another is its own root. */
  placeOf(value: Value): Place {
    const part = this.#parts.get(value);
    if (part === undefined) return { root: value, offset: 0 };
    const { root, offset } = this.placeOf(part.root);
    return { root, offset: offset + part.offset };
  }

  put(value: Value, inside: Value, offset: number): void {
    this.#parts.set(value, { root: inside, offset });
  }

  remove(value: Value): void {
    this.#parts.delete(value);
  }

  overlap(a: Value, b: Value): boolean {
    const [first, second] = [this.placeOf(a), this.placeOf(b)];
    if (first.root !== second.root) return false;
    return first.offset < second.offset + byteLength(b) && second.offset < first.offset + byteLength(a);
  }
}

/**
 * Places the inputs of concatenations inside the outputs. That takes parts that are contiguous, so all axes before the
 * concatenation's must have size 1, and begin where a binding may; inputs of the graph and values that are already part of another
 * are copied as before. No node may read overlapping values: WebGPU rejects bindings of the same bytes that are writable, as
 * activations are.
 * @param graph its nodes read different buffers (see `separateOperands`).
 * @param alignment of a binding's offset, in bytes.
 */
export function placeValues(graph: Graph, alignment: number): Placement {
  const placement = new Placement();
  const computed = new Set<Value>();
  for (const { operator, inputs, output } of graph.nodes) {
    if (isView(operator)) placement.put(output, inputs[0], 0);
    else computed.add(output);
  }
  const readSeveral = graph.nodes.filter(({ inputs }) => inputs.length > 1);
  const isSound = () => readSeveral.every((node) => isBindable(placement, node));
  for (const { operator, inputs, output } of graph.nodes) {
    if (operator.kind !== 'concat' || elementCount(output.shape.slice(0, operator.axis)) > 1) continue;
    for (const [i, input] of inputs.entries()) {
      const { root } = placement.placeOf(input);
      const offset = bytesBefore(inputs, i);
      // A root of another size holds other values, too.
      const isWhole = computed.has(root) && byteLength(root) === byteLength(input);
      if (!isWhole || offset % alignment !== 0) continue;
      placement.put(root, output, offset);
      if (!isSound()) placement.remove(root);
    }
  }
  return placement;
}

function bytesBefore(inputs: readonly Value[], index: number): number {
  return inputs.slice(0, index).reduce((sum, input) => sum + byteLength(input), 0);
}

/** Whether no dispatch of the node binds overlapping values. A concatenation has a dispatch for each input that it copies. */
function isBindable(placement: Placement, { operator, inputs, output }: Node): boolean {
  return inputs.every((input, i) => {
    if (operator.kind !== 'concat') return inputs.slice(0, i).every((earlier) => !placement.overlap(earlier, input));
    const distance = placement.placeOf(input).offset - placement.placeOf(output).offset;
    return !placement.overlap(input, output) || distance === bytesBefore(inputs, i);
  });
}

/** Whether an input of a concatenation was computed in place, so that it needs no copy. */
export function isInPlace(placement: Placement, { operator, output }: Node, input: Value): boolean {
  return operator.kind === 'concat' && placement.overlap(input, output);
}
