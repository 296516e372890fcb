/** Host halves of shaders/fidelity/ssim-tile.wgsl and shaders/fidelity/ssim-strip.wgsl. */
import stripText from '../../../shaders/fidelity/ssim-strip.wgsl';
import termsText from '../../../shaders/fidelity/ssim-terms.wgsl';
import tileText from '../../../shaders/fidelity/ssim-tile.wgsl';
import { type SsimSums, ssimC1, ssimC2, ssimTaps } from '../../graph/operators/fidelity/ssim-sums.ts';
import { pairShape } from '../../graph/operators/photo-pair.ts';
import { divideUp, foldGrid, type Kernel, write } from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { shadersBySource, sourceBindings } from './source.ts';

const termsPart = { file: 'fidelity/ssim-terms.wgsl', text: termsText };

const constants = {
  ...Object.fromEntries(ssimTaps.map((tap, distance) => [`TAP${distance}`, tap])),
  LUMINANCE_FLOOR: 2 * ssimC1,
  CONTRAST_FLOOR: 2 * ssimC2,
};

/** The number of workgroups that compute [channels,rows,columns] parts. */
type CountGroups = (channels: number, rows: number, columns: number) => number;

function ssimKernel(name: string, text: string, groups: CountGroups): Kernel<SsimSums> {
  const shaders = shadersBySource(name, text, termsPart);
  return {
    name,
    refusal: () => null,
    lower({ kind, source, counted, clamped }, node) {
      const shapes = node.inputs.map(({ shape }) => shape);
      const [, height, width] = pairShape(kind, source, shapes);
      const [channels, partRows, partColumns] = node.output.shape;
      const parts = channels * partRows * partColumns;
      return [
        {
          shader: shaders[source],
          constants,
          params: [parts, partRows, partColumns, height, width, ...counted, clamped ? 1 : 0],
          bindings: [...sourceBindings(node), write(node.output)],
          workgroups: foldGrid(groups(channels, partRows, partColumns)),
        },
      ];
    },
  };
}

const ssimTileKernel = ssimKernel('ssim-tile', tileText, (channels, rows, columns) => {
  return channels * rows * divideUp(columns, 4);
});
const ssimStripKernel = ssimKernel('ssim-strip', stripText, (channels, rows, columns) => {
  return divideUp(channels * rows * columns, 16);
});

export const kernelSet: KernelSet<SsimSums> = {
  kernels: [ssimTileKernel, ssimStripKernel],
  preferences: {
    gpu: [{ kernel: 'ssim-tile' }, { kernel: 'ssim-strip' }],
    software: [{ kernel: 'ssim-strip' }, { kernel: 'ssim-tile' }],
  },
};
