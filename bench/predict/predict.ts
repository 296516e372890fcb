/** How long a network should take on a GPU that is known from its data sheet alone. docs/GPU.md explains the model. */
import { ableKernels, chooseKernel } from '../../src/gpu/kernel-choice.ts';
import { lower, type Step } from '../../src/gpu/lower.ts';
import type { Graph, Node } from '../../src/graph/graph.ts';
import { cost } from '../../src/graph/operators/index.ts';
import type { Precision } from '../../src/graph/rewrite.ts';
import { elementCount } from '../../src/graph/tensor.ts';
import type { Binding, DeviceTraits, Kernel } from '../../src/kernels/kernel.ts';
import type { Gpu } from './gpus.ts';
import { issuesOf, type ProductCost, productCost } from './product-costs.ts';

/** What a dispatch waits for most. */
export type Bound = 'instructions' | 'matrix units' | 'latency' | 'cache' | 'memory' | 'start';

export interface Prediction {
  readonly node: string;
  readonly kernel: string;
  readonly microseconds: number;
  readonly bound: Bound;
}

/**
 * The whole network by each layer's kernel that the adapter's rule of thumb takes, or by the one predicted fastest. In f16 matrix
 * units multiply; what the lanes do then is counted as in f32.
 */
export function predictNetwork(
  graph: Graph,
  gpu: Gpu,
  choice: 'rule of thumb' | 'fastest',
  precision: Precision = 'f32',
): readonly Prediction[] {
  const traits: DeviceTraits = {
    kind: 'gpu',
    subgroups: { min: gpu.subgroupSize, max: gpu.subgroupSize },
    storageBindingBytes: 2 ** 31 - 4,
    halfWeights: true,
    shaderF16: false,
    matrixForm: precision === 'f16' ? gpu.matrix.form : null,
  };
  const timeWith = (node: Node, kernel: Kernel): number => {
    const alone = { inputs: node.inputs, nodes: [node], outputs: [node.output] };
    return timeOf(lower(alone, traits, () => kernel).steps.map((step) => predictStep(step, gpu)));
  };
  const fastest = (node: Node): Kernel => {
    const known = ableKernels(node, traits).filter(({ name }) => isCounted(name));
    const timed = known.map((kernel) => ({ kernel, time: timeWith(node, kernel) }));
    const [first] = timed.sort((a, b) => a.time - b.time);
    return first?.kernel ?? byRule(node);
  };
  const byRule = (node: Node): Kernel => chooseKernel(node, traits, {}, new Map());
  const { steps } = lower(graph, traits, choice === 'fastest' ? fastest : byRule);
  return steps.map((step) => predictStep(step, gpu));
}

/** Kernels whose products the table of costs knows, all of convolutions; others' times would be those of their memory alone. */
function isCounted(kernel: string): boolean {
  return /^(conv2d-(tiled|split)|winograd)/.test(kernel);
}

/** Microseconds. */
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
 * Microseconds of a tiled product by what may hold it up. The workgroups of a processor make their steps side by side: a
 * round of steps takes as long as all their instructions, or as those of one, or as a load, which is begun a step ahead:
 * whichever is longest.
 */
function productTimes(step: Step, product: ProductCost, gpu: Gpu): readonly (readonly [Bound, number])[] {
  const { workgroups } = step.dispatch;
  const count = workgroups[0] * workgroups[1] * workgroups[2];
  const { splits, depth } = geometryOf(step);
  const steps = Math.ceil(depth / splits / product.step);
  const each = Math.ceil(count / gpu.processors);
  const resident = Math.min(each, residentWorkgroups(product, gpu));
  const rounds = (each / resident) * steps;
  // A subgroup's instruction takes the lanes for as many clocks as it has invocations for each of them.
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

/** Workgroups that a processor holds at a time. */
export function residentWorkgroups(product: ProductCost, gpu: Gpu): number {
  const byRegisters = Math.floor(gpu.registers / (product.registers * product.invocations));
  const byMemory = Math.floor(gpu.workgroupMemory / product.workgroupBytes);
  return Math.min(byRegisters, byMemory, Math.floor(gpu.invocations / product.invocations));
}

/** A product as its shader is told of it, since a convolution may be a step of another kernel. */
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
