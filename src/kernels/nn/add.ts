/** Host half of shaders/nn/elementwise.wgsl: an addition. */
import type { Add } from '../../graph/operators/nn/add.ts';
import type { Kernel } from '../kernel.ts';
import { elementwiseDispatch } from './activate.ts';

export const addKernel: Kernel<Add> = {
  name: 'add',
  refusal: () => null,
  lower: (operator, node) => [elementwiseDispatch(operator, node)],
};
