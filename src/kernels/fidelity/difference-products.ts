/** Host halves of shaders/fidelity/difference-products-group.wgsl and shaders/fidelity/difference-products-lane.wgsl. */
import groupText from '../../../shaders/fidelity/difference-products-group.wgsl';
import laneText from '../../../shaders/fidelity/difference-products-lane.wgsl';
import fourPixelsText from '../../../shaders/fidelity/four-pixels.wgsl';
import type { DifferenceProducts } from '../../graph/operators/fidelity/difference-products.ts';
import { byteLength } from '../../graph/tensor.ts';
import { divideUp, foldGrid, type Kernel, read, write } from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { shaderOf } from '../shader-parts.ts';

const fourPixelsPart = { file: 'fidelity/four-pixels.wgsl', text: fourPixelsText };

/** @param partsPerGroup the number of parts that one workgroup computes */
function differenceKernel(name: string, text: string, partsPerGroup: number): Kernel<DifferenceProducts> {
  const shader = shaderOf(`fidelity/${name}`, text, fourPixelsPart);
  return {
    name,
    refusal: () => null,
    lower(_operator, node) {
      const [photo, reference] = node.inputs;
      const [parts] = node.output.shape;
      return [
        {
          shader,
          constants: {},
          params: [parts, byteLength(photo) / 4],
          bindings: [read(photo), read(reference), write(node.output)],
          workgroups: foldGrid(divideUp(parts, partsPerGroup)),
        },
      ];
    },
  };
}

export const kernelSet: KernelSet<DifferenceProducts> = {
  kernels: [
    differenceKernel('difference-products-group', groupText, 1),
    differenceKernel('difference-products-lane', laneText, 16),
  ],
  preferences: {
    gpu: [{ kernel: 'difference-products-group' }, { kernel: 'difference-products-lane' }],
    software: [{ kernel: 'difference-products-lane' }, { kernel: 'difference-products-group' }],
  },
};
