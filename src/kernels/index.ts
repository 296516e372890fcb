/**
 * The table of kernels, by operator. Kernels and their shaders are loaded with the first graph that needs them, so that a browser
 * fetches those of its network instead of all.
 */
import type { Graph } from '../graph/graph.ts';
import type { OperatorKind } from '../graph/operators/index.ts';
import { loadPart } from '../load-part.ts';
import type { KernelSet } from './kernel-set.ts';

type LoadKernelSet = () => Promise<{ readonly kernelSet: KernelSet }>;

export const kernelSets: Readonly<Record<OperatorKind, LoadKernelSet | null>> = {
  attention: () => import('./nn/attention/kernel-set.ts'),
  'batch-norm': () => import('./nn/batch-norm.ts'),
  binary: () => import('./nn/binary.ts'),
  concat: () => import('./nn/concat.ts'),
  constant: () => import('./nn/constant.ts'),
  conv2d: () => import('./nn/conv2d/kernel-set.ts'),
  'crop-normalise': () => import('./nn/crop-normalise.ts'),
  'difference-products': () => import('./fidelity/difference-products.ts'),
  dropout: () => import('./nn/dropout.ts'),
  gather: () => import('./nn/gather.ts'),
  'global-average-pool': () => import('./nn/global-average-pool.ts'),
  'group-norm': () => import('./nn/group-norm.ts'),
  'half-size-cubic': () => import('./brisque/half-size-cubic.ts'),
  'half-size-pair': () => import('./fidelity/half-size-pair.ts'),
  'l2-normalise': () => import('./nn/l2-normalise.ts'),
  'layer-norm': () => import('./nn/layer-norm.ts'),
  linear: () => import('./nn/linear/kernel-set.ts'),
  matmul: () => import('./nn/matmul.ts'),
  mscn: () => import('./brisque/mscn.ts'),
  'neighbour-moments': () => import('./brisque/neighbour-moments.ts'),
  permute: () => import('./nn/permute.ts'),
  pool2d: () => import('./nn/pool2d.ts'),
  prelu: () => import('./nn/prelu.ts'),
  reduce: () => import('./nn/reduce.ts'),
  // A view of its input; there is nothing to compute.
  reshape: null,
  'resize-bilinear': () => import('./nn/resize-bilinear.ts'),
  slice: () => import('./nn/slice.ts'),
  softmax: () => import('./nn/softmax.ts'),
  'ssim-sums': () => import('./fidelity/ssim-sums.ts'),
  'target-net': () => import('./hyperiqa/target-net.ts'),
  unary: () => import('./nn/unary.ts'),
};

/** The kernels of a graph's operators. */
export type KernelTable = ReadonlyMap<OperatorKind, KernelSet>;

/** @throws HyperIqaError DOWNLOAD when they cannot be loaded. */
export async function loadKernels({ nodes }: Graph): Promise<KernelTable> {
  const kinds = [...new Set(nodes.map(({ operator }) => operator.kind))];
  const loaded = await Promise.all(
    kinds.map(async (kind): Promise<readonly [OperatorKind, KernelSet]> => {
      const load = kernelSets[kind];
      return [kind, load === null ? { kernels: [] } : (await loadPart(`the kernels for ${kind}`, load)).kernelSet];
    }),
  );
  return new Map(loaded);
}
