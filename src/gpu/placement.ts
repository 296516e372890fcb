/**
 * Finds values that are parts of others in memory: views, contiguous slices, and inputs of concatenations, which are then computed in
 * place.
 */
import type { Graph, Node } from '../graph/graph.ts';
import { isView } from '../graph/operators/index.ts';
import { type Slice, sliceWalk } from '../graph/operators/nn/slice.ts';
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
 * Places the inputs of concatenations inside the outputs, and slices inside what they are taken of. That takes parts that are
 * contiguous and begin where a binding may. Inputs of the graph and values that are already part of another are copied into
 * concatenations as before, and slices that are outputs of the graph are copied. No node may read overlapping values: WebGPU rejects
 * bindings of the same bytes that are writable, as activations are.
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
  const place = (value: Value, inside: Value, offset: number) => {
    if (offset % alignment !== 0) return;
    placement.put(value, inside, offset);
    if (!readSeveral.every((node) => isBindable(placement, node))) placement.remove(value);
  };
  for (const { operator, inputs, output } of graph.nodes) {
    if (operator.kind === 'slice' && isContiguous(operator, inputs[0]) && !graph.outputs.includes(output)) {
      place(output, inputs[0], 4 * sliceWalk(operator, inputs[0].shape).base);
    }
    if (operator.kind !== 'concat' || elementCount(output.shape.slice(0, operator.axis)) > 1) continue;
    for (const [i, input] of inputs.entries()) {
      const { root } = placement.placeOf(input);
      // A root of another size holds other values, too.
      if (computed.has(root) && byteLength(root) === byteLength(input)) place(root, output, bytesBefore(inputs, i));
    }
  }
  return placement;
}

/** Whether the elements follow each other: behind the first axis that is cut to more than one, nothing may be cut. */
function isContiguous({ ranges }: Slice, { shape, dtype }: Value): boolean {
  if (dtype === 'u8') return false;
  const lengths = ranges.map(({ start, end }) => end - start);
  const first = lengths.findIndex((length) => length > 1);
  return ranges.every(({ step }, axis) => step === 1 && (axis <= first || first < 0 || lengths[axis] === shape[axis]));
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

/** Whether the node's copy of an input is not needed, since the input is part of the output, or the output of the input. */
export function isInPlace(placement: Placement, { operator, output }: Node, input: Value): boolean {
  return (operator.kind === 'concat' || operator.kind === 'slice') && placement.overlap(input, output);
}
