/**
 * The cost of one step of the tiled matrix products for an invocation, counted in shaders/lib/product-tiled64.wgsl,
 * product-tiled32.wgsl, product-step.wgsl and shaders/nn/conv2d-tiled.wgsl and conv2d-tiled-quads.wgsl. docs/GPU.md lists the
 * single counts.
 */

import { shareOf } from '../../src/kernels/matrix-form.ts';
import type { Gpu } from './gpus.ts';

export interface ProductCost {
  /** The side of a tile: output channels or rows, and pixels or columns. */
  readonly edge: number;
  /** The part of the depth that a step covers. */
  readonly step: number;
  readonly multiplyAdds: number;
  /** Loads of workgroup memory, and stores to it. */
  readonly workgroupAccesses: number;
  /** Loads of operands from storage. */
  readonly loads: number;
  /** Instructions for addresses, comparisons, the loop and two barriers. */
  readonly other: number;
  readonly registers: number;
  /** Bytes of workgroup memory. */
  readonly workgroupBytes: number;
  /** Invocations per workgroup. */
  readonly invocations: number;
  /** Bytes per weight. */
  readonly weightBytes: number;
  /** Multiply-adds of the matrix units in a step of a tile, concurrent with the lanes' work; 0 for products on the lanes. */
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
/** `other`: two divisions for the tap, four pixels compared with the borders, two quads of addresses, the loop and barriers. */
const convolution = { loads: 10, other: 130 } as const;
/** `other`: two addresses instead of divisions, comparisons and quads of addresses. */
const quads = { loads: 4, other: 45 } as const;
const plain = { loads: 10, other: 50 } as const;

/** By the shader's name. float16 weights halve their loads and the workgroup memory, but neither limits these products. */
export const productCosts: Readonly<Record<string, ProductCost>> = {
  'conv2d-tiled64': { ...tile64, ...convolution },
  'conv2d-tiled64-quads': { ...tile64, ...quads },
  'conv2d-tiled': { ...tile32, ...convolution },
  'conv2d-tiled-quads': { ...tile32, ...quads },
  'product-tiled64': { ...tile64, ...plain },
  'product-tiled32': { ...tile32, ...plain },
};

/** The cost of lib/product-matrix.wgsl, which depends on the shape of the GPU's matrices. */
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
    // Values are stored one by one, and each lane also loads its part of a matrix one by one.
    workgroupAccesses: 16 + (deep * depth * (down * rows + along * columns)) / subgroupSize,
    // Matrix instructions, and conversions of two values at a time.
    multiplyAdds: deep * down * along + 8,
    edge: 64,
    step: 16,
    // Sums, operands, values loaded ahead, and others.
    registers: (down * rows * along * columns) / subgroupSize + 16 + 8 + 48,
    workgroupBytes: 2 * 16 * 72 * 2 + (64 / down) * 64 * 4,
    invocations: 128,
    weightBytes: 2,
    unitMultiplyAdds: 64 * 64 * 16,
  };
}

/** The cost by the shader's name, which also states how weights are stored; undefined for shaders that are not products. */
export function productCost(name: string, gpu: Gpu): ProductCost | undefined {
  const plainName = name.replace(/ f16 weights$/, '');
  return productCosts[plainName] ?? matrixCost(plainName, gpu);
}

/** Instructions that an invocation issues in a step. */
export function issuesOf({ multiplyAdds, workgroupAccesses, loads, other }: ProductCost): number {
  return multiplyAdds + workgroupAccesses + loads + other;
}
