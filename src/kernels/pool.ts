/** Host halves of shaders/pool.wgsl and shaders/global_average_pool.wgsl. */
import globalText from '../../shaders/global_average_pool.wgsl';
import poolText from '../../shaders/pool.wgsl';
import type { GlobalAveragePool, Pool2d } from '../graph/operators/pool.ts';
import { elementCount } from '../graph/tensor.ts';
import { type Kernel, nchw, oneThreadEach, read, write } from './kernel.ts';
import { shaderOf } from './shader-parts.ts';

const poolShader = shaderOf('pool', poolText);
const globalShader = shaderOf('global_average_pool', globalText);

export const poolKernel: Kernel<Pool2d> = {
  name: 'pool',
  refusal: () => null,
  rank: () => 0,
  lower(operator, node) {
    const input = nchw(node.inputs[0].shape);
    const output = nchw(node.output.shape);
    return [
      {
        shader: poolShader,
        constants: {},
        params: [
          ...[input.n * input.c, input.h, input.w, output.h, output.w],
          ...operator.kernel,
          ...operator.stride,
          ...operator.padding,
          operator.kind === 'avgpool' ? 1 : 0,
        ],
        bindings: [read(node.inputs[0]), write(node.output)],
        workgroups: oneThreadEach(elementCount(node.output.shape)),
      },
    ];
  },
};

export const globalAveragePoolKernel: Kernel<GlobalAveragePool> = {
  name: 'global_average_pool',
  refusal: () => null,
  rank: () => 0,
  lower(_operator, node) {
    const planes = elementCount(node.output.shape);
    return [
      {
        shader: globalShader,
        constants: {},
        params: [planes, elementCount(node.inputs[0].shape) / planes],
        bindings: [read(node.inputs[0]), write(node.output)],
        workgroups: oneThreadEach(planes),
      },
    ];
  },
};
