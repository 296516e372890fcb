/**
 * What one step of the tiled matrix products costs an invocation, counted in shaders/lib/product-tiled64.wgsl,
 * product-tiled32.wgsl, product-step.wgsl and shaders/nn/conv2d-tiled.wgsl and conv2d-tiled-quads.wgsl. docs/GPU.md has the counts one by one.
 */

import { shareOf } from '../../src/kernels/matrix.ts';
import type { Gpu } from './gpus.ts';

export interface ProductCost {
  /** Of output channels or rows, and of pixels or columns: a tile. */
  readonly edge: number;
  /** Places of the depth in a step. */
  readonly step: number;
  readonly multiplyAdds: number;
  /** Loads of workgroup memory, and stores to it. */
  readonly workgroupAccesses: number;
  /** Loads of operands from storage. */
  readonly loads: number;
  /** Addresses, comparisons, the loop, two barriers. */
  readonly other: number;
  readonly registers: number;
  /** Bytes of workgroup memory. */
  readonly workgroupBytes: number;
  /** Of a workgroup. */
  readonly invocations: number;
  /** Of a weight. */
  readonly weightBytes: number;
  /** Of a tile by matrix units, which work beside the lanes; 0 for other products. */
  readonly unitMultiplyAdds: number;
}

const byLanes = { invocations: 64, weightBytes: 4, unitMultiplyAdds: 0 } as const;

const tile64 = {
  edge: 64,
  step: 8,
  multiplyAdds: 512,
  workgroupAccesses: 36,
  registers: 144,
  workgroupBytes: 4096,
  ...byLanes,
} as const;
const tile32 = {
  edge: 32,
  step: 16,
  multiplyAdds: 256,
  workgroupAccesses: 36,
  registers: 80,
  workgroupBytes: 4096,
  ...byLanes,
} as const;
/** Two divisions for the tap, four pixels against the borders, two quads of addresses, the loop and its barriers. */
const convolution = { loads: 10, other: 130 } as const;
/** Two addresses in place of all that. */
const quads = { loads: 4, other: 45 } as const;
const plain = { loads: 10, other: 50 } as const;

/** By the name of the shader; float16 halves loads of weights and workgroup memory, which are not what holds these up. */
export const productCosts: Readonly<Record<string, ProductCost>> = {
  'conv2d-tiled64': { ...tile64, ...convolution },
  'conv2d-tiled64-quads': { ...tile64, ...quads },
  'conv2d-tiled': { ...tile32, ...convolution },
  'conv2d-tiled-quads': { ...tile32, ...quads },
  'product-tiled64': { ...tile64, ...plain },
  'product-tiled32': { ...tile32, ...plain },
};

/** The same for lib/product-matrix.wgsl, whose counts depend on the form of matrices. */
function matrixCost(name: string, { subgroupSize, matrix }: Gpu): ProductCost | undefined {
  const others = {
    'conv2d-tiled64-matrix': convolution,
    'conv2d-tiled64-quads-matrix': quads,
    'product-tiled64-matrix': plain,
  };
  const operands = others[name as keyof typeof others];
  if (operands === undefined) return undefined;
  const { rows, columns, depth } = matrix.form;
  const { down, along } = shareOf(matrix.form, subgroupSize)!;
  const deep = 16 / depth;
  return {
    ...operands,
    // Values are stored one by one, and of a matrix each lane loads its part so.
    workgroupAccesses: 16 + (deep * depth * (down * rows + along * columns)) / subgroupSize,
    // Instructions; and conversions of two values at once.
    multiplyAdds: deep * down * along + 8,
    edge: 64,
    step: 16,
    // Sums, operands, loaded ahead, others.
    registers: (down * rows * along * columns) / subgroupSize + 16 + 8 + 48,
    workgroupBytes: 2 * 16 * 72 * 2 + (64 / down) * 64 * 4,
    invocations: 128,
    weightBytes: 2,
    unitMultiplyAdds: 64 * 64 * 16,
  };
}

/** By the shader's name, which also says how weights are stored; undefined for what is no product. */
export function productCost(name: string, gpu: Gpu): ProductCost | undefined {
  const plainName = name.replace(/ f16 weights$/, '');
  return productCosts[plainName] ?? matrixCost(plainName, gpu);
}

/** Instructions that an invocation issues in a step. */
export function issuesOf({ multiplyAdds, workgroupAccesses, loads, other }: ProductCost): number {
  return multiplyAdds + workgroupAccesses + loads + other;
}
