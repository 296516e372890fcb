/** Host half of shaders/fidelity/half-size-pair.wgsl. */
import text from '../../../shaders/fidelity/half-size-pair.wgsl';
import type { HalfSizePair } from '../../graph/operators/fidelity/half-size-pair.ts';
import { pairShape } from '../../graph/operators/photo-pair.ts';
import { elementCount } from '../../graph/tensor.ts';
import { type Kernel, oneThreadEach, write } from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { shadersBySource, sourceBindings } from './source.ts';

const shaders = shadersBySource('half-size-pair', text);

const halfSizePairKernel: Kernel<HalfSizePair> = {
  name: 'half-size-pair',
  refusal: () => null,
  lower({ kind, source }, node) {
    const shapes = node.inputs.map(({ shape }) => shape);
    const [, height, width] = pairShape(kind, source, shapes);
    const [, halfHeight, halfWidth] = node.output.shape;
    const count = elementCount(node.output.shape) / 2;
    return [
      {
        shader: shaders[source],
        constants: {},
        params: [count, height, width, halfHeight, halfWidth],
        bindings: [...sourceBindings(node), write(node.output)],
        workgroups: oneThreadEach(count),
      },
    ];
  },
};

export const kernelSet: KernelSet<HalfSizePair> = {
  kernels: [halfSizePairKernel],
};
