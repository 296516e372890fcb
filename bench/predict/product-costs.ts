/**
 * What one step of the tiled matrix products costs an invocation, counted in shaders/lib/product-tiled64.wgsl,
 * product-tiled32.wgsl and shaders/nn/conv2d-tiled.wgsl. docs/GPU.md has the counts one by one.
 */

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
}

const tile64 = { edge: 64, step: 8, multiplyAdds: 512, workgroupAccesses: 36, loads: 10, registers: 128 } as const;
const tile32 = { edge: 32, step: 16, multiplyAdds: 256, workgroupAccesses: 36, loads: 10, registers: 64 } as const;
/** Two divisions for the tap, four pixels against the borders, two quads of addresses, the loop and its barriers. */
const convolution = { other: 130 } as const;
const plain = { other: 50 } as const;

/** By the name of the shader; float16 halves loads of weights and workgroup memory, which are not what holds these up. */
export const productCosts: Readonly<Record<string, ProductCost>> = {
  'conv2d-tiled64': { ...tile64, ...convolution, workgroupBytes: 4096 },
  'conv2d-tiled': { ...tile32, ...convolution, workgroupBytes: 4096 },
  'product-tiled64': { ...tile64, ...plain, workgroupBytes: 4096 },
  'product-tiled32': { ...tile32, ...plain, workgroupBytes: 4096 },
};

/** Instructions that an invocation issues in a step. */
export function issuesOf({ multiplyAdds, workgroupAccesses, loads, other }: ProductCost): number {
  return multiplyAdds + workgroupAccesses + loads + other;
}
