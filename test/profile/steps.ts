/** A made-up profile: a layer of two dispatches, a layer of one, and a layer without arithmetic. */
import type { StepTime } from '../../src/graph/program.ts';

const wide = { node: 'wide', operator: 'conv2d', kernel: 'winograd', flops: 20e6, bytes: 4e6 } as const;

export const steps: readonly StepTime[] = [
  { ...wide, shader: 'winograd_input', start: 0, milliseconds: 1 },
  { ...wide, shader: 'winograd_output', start: 1, milliseconds: 3 },
  {
    ...{ node: 'narrow', operator: 'conv2d', kernel: 'direct', shader: 'direct' },
    ...{ start: 5, milliseconds: 3, flops: 6e6, bytes: 3e6 },
  },
  {
    ...{ node: 'pool<1>', operator: 'pool2d', kernel: 'pool2d', shader: 'pool2d' },
    ...{ start: 8, milliseconds: 1, flops: 0, bytes: 2e6 },
  },
];
