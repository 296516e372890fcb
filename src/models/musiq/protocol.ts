import { severalScales } from '../../image/protocols/scales.ts';
import { cubic, gaussian } from '../../image/resample.ts';

const longerSides = [224, 384];

/** As pyiqa's code resizes. */
export const cubicScales = severalScales({ name: 'cubic-scales', aliases: [] }, 'by a cubic filter', {
  longerSides,
  filter: cubic,
  isRatioFloat32: false,
});

/** As Google's code resizes. */
export const gaussianScales = severalScales({ name: 'gaussian-scales', aliases: [] }, 'by a Gaussian filter', {
  longerSides,
  filter: gaussian,
  isRatioFloat32: true,
});

/** The side of a patch, in pixels. */
export const patchSide = 32;
