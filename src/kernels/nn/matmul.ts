/** The kernels of matrix products of two activations. */
import directText from '../../../shaders/nn/product-direct.wgsl';
import type { Node } from '../../graph/graph.ts';
import type { Matmul } from '../../graph/operators/nn/matmul.ts';
import { elementCount } from '../../graph/tensor.ts';
import { type Kernel, oneThreadEach, read, write } from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { matrixRefusal } from '../matrix-form.ts';
import { activationPart, productParamsPart, shaderOf, stridedPart } from '../shader-parts.ts';
import { subgroupRefusal } from '../subgroups.ts';
import { nameIn } from './conv2d/arithmetic.ts';
import { enoughWorkgroups, packBias } from './conv2d/layer.ts';
import { batchRefusal, productConstants, productOf, productParams, residualBinding } from './product/product.ts';
import { lowerBySubgroups } from './product/subgroup.ts';
import { type Edge, lowerByTiles, productTiles } from './product/tiled.ts';

const directShader = shaderOf('nn/product-direct', directText, productParamsPart, stridedPart, activationPart);

const matmulDirectKernel: Kernel<Matmul> = {
  name: 'matmul-direct',
  refusal: (operator, node) => batchRefusal(productOf(operator, node)),
  lower(operator, node) {
    const product = productOf(operator, node);
    const [a, b] = node.inputs;
    return [
      {
        shader: directShader,
        constants: productConstants(product),
        params: productParams(product),
        bindings: [
          ...[read(a), read(b), packBias(product.bias, product.columns)],
          ...[residualBinding(product), write(node.output)],
        ],
        workgroups: oneThreadEach(elementCount(node.output.shape)),
      },
    ];
  },
};

const matmulSubgroupKernel: Kernel<Matmul> = {
  name: 'matmul-subgroup',
  refusal: (operator, node, traits) => subgroupRefusal(traits) ?? batchRefusal(productOf(operator, node)),
  lower: (operator, node, traits) => lowerBySubgroups(productOf(operator, node), traits),
};

function tiledKernel(edge: Edge, arithmetic: 'f32' | 'matrix'): Kernel<Matmul> {
  return {
    name: nameIn(arithmetic, `matmul-tiled${edge}`),
    refusal: (operator, node, traits) =>
      (arithmetic === 'matrix' ? matrixRefusal(traits) : null) ?? batchRefusal(productOf(operator, node)),
    lower: (operator, node, traits) => lowerByTiles(productOf(operator, node), edge, arithmetic, traits),
  };
}

/** Packing costs more than it saves where each value is used only a few times. */
const fewUses = (operator: Matmul, node: Node): boolean => {
  const { rows, columns } = productOf(operator, node);
  return rows < 4 || columns < 4;
};

const manyTiles = (operator: Matmul, node: Node): boolean =>
  productTiles(productOf(operator, node), 64) >= enoughWorkgroups;

export const kernelSet: KernelSet<Matmul> = {
  kernels: [
    matmulDirectKernel,
    matmulSubgroupKernel,
    tiledKernel(64, 'f32'),
    tiledKernel(32, 'f32'),
    tiledKernel(64, 'matrix'),
  ],
  preferences: {
    gpu: [
      { kernel: 'matmul-direct', when: fewUses },
      { kernel: 'matmul-tiled64-matrix' },
      { kernel: 'matmul-tiled64', when: manyTiles },
      { kernel: 'matmul-tiled32' },
      { kernel: 'matmul-tiled64' },
      { kernel: 'matmul-subgroup' },
      { kernel: 'matmul-direct' },
    ],
    software: [
      { kernel: 'matmul-direct', when: fewUses },
      { kernel: 'matmul-subgroup' },
      { kernel: 'matmul-direct' },
      { kernel: 'matmul-tiled32' },
      { kernel: 'matmul-tiled64' },
      { kernel: 'matmul-tiled64-matrix' },
    ],
  },
};
