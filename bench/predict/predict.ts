/** Predicts how long a network takes on a GPU of which only the data sheet is known. docs/GPU.md explains the model. */
import { ableKernels, chooseKernel } from '../../src/gpu/kernel-choice.ts';
import { lower, type Step } from '../../src/gpu/lower.ts';
import type { Graph, Node } from '../../src/graph/graph.ts';
import { cost } from '../../src/graph/operators/index.ts';
import type { Precision } from '../../src/graph/rewrite.ts';
import { separateOperands } from '../../src/graph/rewrites/separate-operands.ts';
import { elementCount } from '../../src/graph/tensor.ts';
import { loadKernels } from '../../src/kernels/index.ts';
import type { Binding, DeviceTraits, Kernel } from '../../src/kernels/kernel.ts';
import type { Gpu } from './gpus.ts';
import { issuesOf, type ProductCost, productCost } from './product-costs.ts';

/** The resource that limits a dispatch. */
export type Bound = 'instructions' | 'matrix units' | 'latency' | 'cache' | 'memory' | 'start';

export interface Prediction {
  readonly node: string;
  readonly kernel: string;
  readonly microseconds: number;
  readonly bound: Bound;
}

/**
 * Predicts all steps of a network. Each layer uses the kernel that the rule of thumb chooses, or the one predicted to be fastest.
 * In f16 the matrix units multiply; the work of the lanes is counted as in f32.
 */
export async function predictNetwork(
  graph: Graph,
  gpu: Gpu,
  choice: 'rule of thumb' | 'fastest',
  precision: Precision = 'f32',
): Promise<readonly Prediction[]> {
  const traits: DeviceTraits = {
    kind: 'gpu',
    subgroups: { min: gpu.subgroupSize, max: gpu.subgroupSize },
    storageBindingBytes: 2 ** 31 - 4,
    bindingAlignment: 256,
    halfWeights: true,
    shaderF16: false,
    matrixForm: precision === 'f16' ? gpu.matrix.form : null,
  };
  const separated = separateOperands(graph);
  const table = await loadKernels(separated);
  const timeWith = (node: Node, kernel: Kernel): number => {
    const alone = { inputs: node.inputs, nodes: [node], outputs: [node.output] };
    return timeOf(lower(alone, traits, () => kernel).steps.map((step) => predictStep(step, gpu)));
  };
  const fastest = (node: Node): Kernel => {
    const known = ableKernels(table, node, traits).kernels.filter(({ name }) => isCounted(name));
    const timed = known.map((kernel) => ({ kernel, time: timeWith(node, kernel) }));
    const [first] = timed.sort((a, b) => a.time - b.time);
    return first?.kernel ?? byRule(node);
  };
  const byRule = (node: Node): Kernel => chooseKernel(table, node, traits, {}, new Map());
  const { steps } = lower(separated, traits, choice === 'fastest' ? fastest : byRule);
  return steps.map((step) => predictStep(step, gpu));
}

/**
 * Whether the table of costs has the kernel's product. Only kernels of convolutions are in it; for others, only the time of their
 * memory traffic would be compared.
 */
function isCounted(kernel: string): boolean {
  return /^(conv2d-(tiled|split)|winograd)/.test(kernel);
}

/** The total in microseconds. */
export function timeOf(predictions: readonly Prediction[]): number {
  return predictions.reduce((sum, { microseconds }) => sum + microseconds, 0);
}

export function predictStep(step: Step, gpu: Gpu): Prediction {
  const { node, kernel, dispatch } = step;
  const memory = bytesOf(dispatch.bindings) / gpu.memory / 1e3;
  const product = productCost(dispatch.shader.name, gpu);
  const parts: readonly (readonly [Bound, number])[] = [
    ['memory', memory],
    ...(product === undefined ? [] : productTimes(step, product, gpu)),
  ];
  const [bound, longest] = parts.reduce((a, b) => (b[1] > a[1] ? b : a));
  return {
    node: node.name,
    kernel,
    microseconds: longest + gpu.betweenDispatches,
    bound: longest > gpu.betweenDispatches ? bound : 'start',
  };
}

/**
 * Microseconds of a tiled product for each resource that may limit it. The workgroups of a processor execute their steps
 * concurrently. A round of steps takes as long as the longest of three: the instructions of all workgroups, the instructions of
 * one workgroup, and a load, which starts one step ahead.
 */
function productTimes(step: Step, product: ProductCost, gpu: Gpu): readonly (readonly [Bound, number])[] {
  const { workgroups } = step.dispatch;
  const count = workgroups[0] * workgroups[1] * workgroups[2];
  const { splits, depth } = geometryOf(step);
  const steps = Math.ceil(depth / splits / product.step);
  const each = Math.ceil(count / gpu.processors);
  const resident = Math.min(each, residentWorkgroups(product, gpu));
  const rounds = (each / resident) * steps;
  // An instruction occupies the lanes for as many clocks as the subgroup has invocations per lane.
  const subgroups = product.invocations / gpu.subgroupSize;
  const clocks = issuesOf(product) * (subgroups / gpu.issuesPerClock);
  const alone = issuesOf(product) * Math.max(1, (gpu.subgroupSize * gpu.issuesPerClock) / gpu.lanes);
  const busy = rounds * resident * clocks;
  const waiting = rounds * Math.max(alone, gpu.latency) + gpu.latency;
  const traffic = count * steps * product.step * product.edge * (4 + product.weightBytes);
  const units = (count / gpu.processors) * steps * (product.unitMultiplyAdds / gpu.matrix.multiplyAdds);
  return [
    ['instructions', busy / gpu.clock / 1e3],
    ['latency', waiting / gpu.clock / 1e3],
    ['cache', traffic / gpu.cache / 1e3],
    ['matrix units', units / gpu.clock / 1e3],
  ];
}

/** The number of workgroups that are resident on a processor at a time. */
export function residentWorkgroups(product: ProductCost, gpu: Gpu): number {
  const byRegisters = Math.floor(gpu.registers / (product.registers * product.invocations));
  const byMemory = Math.floor(gpu.workgroupMemory / product.workgroupBytes);
  return Math.min(byRegisters, byMemory, Math.floor(gpu.invocations / product.invocations));
}

/** A product's dimensions, from the shader's parameters where possible, since a convolution may be a step of another kernel. */
interface Geometry {
  readonly splits: number;
  /** Terms of each sum. */
  readonly depth: number;
}

function geometryOf({ node, dispatch }: Step): Geometry {
  if (dispatch.shader.name.startsWith('conv2d-')) {
    // The fields of ConvParams in shaders/lib/conv-params.wgsl.
    const { params } = dispatch;
    const [channels, kernelHeight, kernelWidth, groups, splits] = [1, 7, 8, 15, 18].map((field) => params[field]);
    return {
      splits,
      depth: (channels / groups) * kernelHeight * kernelWidth,
    };
  }
  const { operator, inputs, output } = node;
  const { shape } = output;
  const outputs = elementCount(shape);
  const { flops } = cost(
    operator,
    inputs.map((input) => input.shape),
    shape,
  );
  return {
    splits: 1,
    depth: Math.max(1, Math.round(flops / 2 / outputs)),
  };
}

function bytesOf(bindings: readonly Binding[]): number {
  return bindings.reduce((sum, binding) => sum + sizeOf(binding), 0);
}

function sizeOf(binding: Binding): number {
  switch (binding.kind) {
    case 'value':
      return elementCount(binding.value.shape) * 4;
    case 'scratch':
      return binding.scratch.byteLength;
    case 'weights':
      return binding.byteLength;
    case 'unused':
      return 0;
  }
}
