/**
 * Host half of shaders/nn/reduce.wgsl. Long reductions take two dispatches, over parts of the terms and over the parts; variances
 * and deviations compute the means before them.
 */
import text from '../../../shaders/nn/reduce.wgsl';
import { divisorOf, type Reduce, reductionWalks } from '../../graph/operators/nn/reduce.ts';
import { elementCount } from '../../graph/tensor.ts';
import {
  type Binding,
  type DeviceTraits,
  type Dispatch,
  floatBits,
  type Kernel,
  oneThreadEach,
  read,
  type Scratch,
  unused,
  write,
} from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { shaderOf, stridedPart } from '../shader-parts.ts';
import { collapse, dimensionFields } from '../strided.ts';

const shader = shaderOf('nn/reduce', text, stridedPart);

const code = { sum: 0, max: 1, min: 2, squares: 3 } as const;

interface Walk {
  readonly sizes: readonly number[];
  readonly strides: readonly number[];
}

interface Step {
  readonly applied: keyof typeof code;
  readonly outputs: Walk;
  readonly terms: Walk;
  readonly from: Binding;
  readonly to: Binding;
  /** The mean of each output, for sums of squares. */
  readonly means?: Binding;
  readonly factor: number;
  readonly root: boolean;
}

/**
 * How many parts to split the terms into: enough to keep the adapter busy, each with at least as many terms as there are parts.
 */
function partsOf(outputs: number, terms: number, traits: DeviceTraits): number {
  const wanted = Math.ceil((traits.kind === 'gpu' ? 16384 : 512) / outputs);
  return Math.max(1, Math.min(wanted, Math.floor(Math.sqrt(terms) / 2)));
}

function collapsed(walk: Walk): Walk {
  const { sizes, strides } = collapse({ sizes: walk.sizes, strides: [walk.strides] });
  return { sizes, strides: strides[0] };
}

function dispatchOf(step: Step, parts: number, to: Binding): Dispatch {
  const outputs = collapsed(step.outputs);
  const terms = collapsed(step.terms);
  const count = elementCount(outputs.sizes);
  const last = parts === 1;
  return {
    shader,
    constants: { OUTPUT_RANK: outputs.sizes.length, TERM_RANK: terms.sizes.length },
    params: [
      ...[count, elementCount(terms.sizes), parts, terms.strides.at(-1) === 1 ? 1 : 0],
      ...[code[step.applied], last && step.root ? 1 : 0, floatBits(last ? step.factor : 1), 0],
      ...[outputs.sizes, outputs.strides, terms.sizes, terms.strides].flatMap(dimensionFields),
    ],
    bindings: [step.from, step.means ?? unused, to],
    workgroups: oneThreadEach(count * parts),
  };
}

/** One dispatch, or two where the terms are split into parts. */
function dispatches(step: Step, traits: DeviceTraits): readonly Dispatch[] {
  const outputs = elementCount(step.outputs.sizes);
  const parts = partsOf(outputs, elementCount(step.terms.sizes), traits);
  if (parts === 1) return [dispatchOf(step, 1, step.to)];
  const scratch: Scratch = { kind: 'scratch', byteLength: outputs * parts * 4 };
  const bind = (use: 'read' | 'write'): Binding => ({ kind: 'scratch', scratch, use });
  const ofParts: Step = {
    ...step,
    applied: step.applied === 'squares' ? 'sum' : step.applied,
    outputs: { sizes: [outputs], strides: [parts] },
    terms: { sizes: [parts], strides: [1] },
    from: bind('read'),
    means: undefined,
  };
  return [dispatchOf(step, parts, bind('write')), dispatchOf(ofParts, 1, step.to)];
}

export const reduceKernel: Kernel<Reduce> = {
  name: 'reduce',
  refusal: () => null,
  lower(operator, node, traits) {
    const { outputs, terms } = reductionWalks(operator, node.inputs[0].shape);
    const count = elementCount(terms.sizes);
    const base = { outputs, terms, from: read(node.inputs[0]), to: write(node.output), root: false };
    const { function: applied } = operator;
    if (applied === 'max' || applied === 'min') return dispatches({ ...base, applied, factor: 1 }, traits);
    const factor = 1 / divisorOf(operator, count);
    if (applied === 'sum' || applied === 'mean') return dispatches({ ...base, applied: 'sum', factor }, traits);
    const scratch: Scratch = { kind: 'scratch', byteLength: elementCount(outputs.sizes) * 4 };
    const bind = (use: 'read' | 'write'): Binding => ({ kind: 'scratch', scratch, use });
    const root = applied.endsWith('deviation');
    return [
      ...dispatches({ ...base, applied: 'sum', factor: 1 / count, to: bind('write') }, traits),
      ...dispatches({ ...base, applied: 'squares', factor, means: bind('read'), root }, traits),
    ];
  },
};

export const kernelSet: KernelSet<Reduce> = {
  kernels: [reduceKernel],
};
