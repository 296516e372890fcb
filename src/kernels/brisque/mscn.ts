/** Host half of shaders/brisque/mscn-rows.wgsl and shaders/brisque/mscn-columns.wgsl, the two passes of a separable window. */
import columnsText from '../../../shaders/brisque/mscn-columns.wgsl';
import rowsText from '../../../shaders/brisque/mscn-rows.wgsl';
import { type Mscn, windowTaps } from '../../graph/operators/brisque/mscn.ts';
import { elementCount } from '../../graph/tensor.ts';
import { type Binding, type Kernel, nchw, oneThreadEach, read, type Scratch, write } from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { shaderOf } from '../shader-parts.ts';
import { exactFloatPart, zero } from './exact-float.ts';

const rowsShader = shaderOf('brisque/mscn-rows', rowsText, exactFloatPart);
const columnsShader = shaderOf('brisque/mscn-columns', columnsText, exactFloatPart);

const constants = Object.fromEntries(windowTaps.map((tap, distance) => [`TAP${distance}`, tap]));

const mscnKernel: Kernel<Mscn> = {
  name: 'mscn',
  refusal: () => null,
  lower(_operator, node) {
    const [x] = node.inputs;
    const { h, w } = nchw(x.shape);
    const count = elementCount(x.shape);
    const means: Scratch = { kind: 'scratch', byteLength: count * 4 };
    const meanSquares: Scratch = { kind: 'scratch', byteLength: count * 4 };
    const bind = (scratch: Scratch, use: 'read' | 'write'): Binding => ({ kind: 'scratch', scratch, use });
    const workgroups = oneThreadEach(count);
    return [
      {
        shader: rowsShader,
        constants,
        params: [count, w, zero],
        bindings: [read(x), bind(means, 'write'), bind(meanSquares, 'write')],
        workgroups,
      },
      {
        shader: columnsShader,
        constants,
        params: [count, h, w, zero],
        bindings: [read(x), bind(means, 'read'), bind(meanSquares, 'read'), write(node.output)],
        workgroups,
      },
    ];
  },
};

export const kernelSet: KernelSet<Mscn> = {
  kernels: [mscnKernel],
};
