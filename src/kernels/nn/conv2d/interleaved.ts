/**
 * Host half of shaders/nn/interleave.wgsl: a convolution with few channels, on a padded copy with interleaved channels. There a
 * row of the kernel over all channels is contiguous, so the matrix products see kw*C channels and kh taps instead of C channels
 * and kh*kw taps, and no tap needs a bounds check. For the stem of a network.
 */
import interleaveText from '../../../../shaders/nn/interleave.wgsl';
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import type { Constant } from '../../../graph/tensor.ts';
import { type Binding, type Kernel, oneThreadEach, read, type Scratch, write } from '../../kernel.ts';
import { shaderOf } from '../../shader-parts.ts';
import { lowerInner } from './inner.ts';
import { geometry } from './layer.ts';

const shader = shaderOf('nn/interleave', interleaveText);

/** With more channels, the values of a single tap are a long enough run. */
const fewChannels = 4;

/** [O,C,kh,kw] -> [O,kw*C,kh,1]: a row of the kernel as channels, in the order of the copy. */
function rowsAsChannels(weight: Constant): Constant {
  const [outputs, channels, height, width] = weight.shape;
  return {
    ...weight,
    key: `${weight.key} rows as channels`,
    shape: [outputs, width * channels, height, 1],
    async read() {
      const source = await weight.read();
      const reordered = new Float32Array(source.length);
      for (let from = 0; from < source.length; from++) {
        const x = from % width;
        const y = Math.floor(from / width) % height;
        const c = Math.floor(from / (width * height)) % channels;
        const o = Math.floor(from / (width * height * channels));
        reordered[((o * width + x) * channels + c) * height + y] = source[from];
      }
      return reordered;
    },
  };
}

export const conv2dInterleavedKernel: Kernel<Conv2d> = {
  name: 'conv2d-interleaved',
  refusal(operator, node) {
    const [, channels, height, width] = operator.weight.shape;
    if (operator.groups !== 1) return `serves groups = 1, not ${operator.groups}`;
    if (channels > fewChannels) return `serves up to ${fewChannels} input channels, not ${channels}`;
    // A kernel of one row would become a 1x1 layer, and the kernels for those ignore the input's strides.
    if (height === 1) return 'serves kernels of several rows';
    if (width === 1 || operator.dilation[1] !== 1) return 'serves kernels wider than 1 without horizontal dilation';
    return node.inputs.length === 1 ? null : 'serves layers without a residual';
  },
  lower(operator, node, traits) {
    const { input } = geometry(operator, node);
    const [, , , kernelWidth] = operator.weight.shape;
    const [top, left, bottom, right] = operator.padding;
    const height = input.h + top + bottom;
    const width = input.w + left + right;
    const rowLength = width * input.c;
    const copy: Scratch = { kind: 'scratch', byteLength: input.n * height * rowLength * 4 };
    const bind = (use: 'read' | 'write'): Binding => ({ kind: 'scratch', scratch: copy, use });
    return [
      {
        shader,
        constants: {},
        params: [input.n, input.c, input.h, input.w, top, left, height, width],
        bindings: [read(node.inputs[0]), bind('write')],
        workgroups: oneThreadEach(input.n * height * width),
      },
      ...lowerInner(
        {
          operator: {
            ...operator,
            weight: rowsAsChannels(operator.weight),
            stride: [operator.stride[0], operator.stride[1] * input.c],
            padding: [0, 0, 0, 0],
          },
          input: [input.n, kernelWidth * input.c, height, rowLength],
          output: node.output.shape,
          from: bind('read'),
          to: write(node.output),
          steps: { image: height * rowLength, channel: 1 },
        },
        traits,
      ),
    ];
  },
};
