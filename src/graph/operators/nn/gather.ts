import { elementCount, type Value } from '../../tensor.ts';
import { elementwise, float32Bytes } from '../arithmetic.ts';
import { checkInputCount, graphError } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';

/**
 * Rows of a table by index. Inputs: table [R,...]; indices of any shape, integers from 0 to R - 1, clamped to this range. Output:
 * the shape of the indices, followed by that of a row.
 */
export interface Gather {
  readonly kind: 'gather';
}

export function gather(net: Net<Gather>, name: string, table: Value, indices: Value): Value {
  return net.add(name, { kind: 'gather' }, [table, indices]);
}

export const gatherRules: OperatorRules<Gather> = {
  outputShape(_operator, inputs) {
    checkInputCount('gather', inputs, 2);
    const [table, indices] = inputs;
    if (table.length === 0) throw graphError('gather needs a table of one dimension or more, found a number.');
    return [...indices, ...table.slice(1)];
  },

  cost(_operator, inputs, output) {
    return { flops: 0, bytes: float32Bytes([inputs[1], output, output]) };
  },
};

export const gatherReference: Reference<Gather> = async (operator, [table, indices]) => {
  const row = elementCount(table.shape.slice(1));
  return elementwise(gatherRules.outputShape(operator, [table.shape, indices.shape]), (i) => {
    const wanted = indices.data[Math.floor(i / row)];
    return table.data[Math.min(Math.max(wanted, 0), table.shape[0] - 1) * row + (i % row)];
  });
};
