/**
 * What one step of the tiled matrix products costs an invocation, counted in shaders/lib/product-tiled64.wgsl,
 * product-tiled32.wgsl, product-step.wgsl and shaders/nn/conv2d-tiled.wgsl and conv2d-tiled-quads.wgsl. docs/GPU.md has the counts one by one.
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

const tile64 = {
  edge: 64,
  step: 8,
  multiplyAdds: 512,
  workgroupAccesses: 36,
  registers: 144,
  workgroupBytes: 4096,
} as const;
const tile32 = {
  edge: 32,
  step: 16,
  multiplyAdds: 256,
  workgroupAccesses: 36,
  registers: 80,
  workgroupBytes: 4096,
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

/** Instructions that an invocation issues in a step. */
export function issuesOf({ multiplyAdds, workgroupAccesses, loads, other }: ProductCost): number {
  return multiplyAdds + workgroupAccesses + loads + other;
}
