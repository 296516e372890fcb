/** The `ModelCard` of each formula. */
import type { ModelCard } from '../model-row.ts';
import type { FormulaName } from './code.ts';

const limits =
  'It compares pixels at the same positions: a photo that was shifted, rotated or resized counts as distorted, ' +
  'however good it looks. It needs the undistorted original at the same size.';

export const cards: Readonly<Record<FormulaName, ModelCard>> = {
  mse: {
    parity:
      'Compared with scikit-image on 17 pairs of photos and patterns: scores agree within a relative error of 1e-9.',
    limits,
  },
  psnr: {
    parity: 'Compared with scikit-image on 17 pairs of photos and patterns: scores agree within 1e-6 dB.',
    limits,
  },
  ssim: {
    parity:
      'Compared with scikit-image on 17 pairs of photos and patterns, including identical, uniform and negative ' +
      'ones: scores agree within 2e-5.',
    limits,
  },
  'ms-ssim': {
    parity:
      "Compared with a float64 reimplementation of the authors' msssim.m on 17 pairs of photos and patterns: scores " +
      'agree within 2e-5.',
    limits,
  },
  'ssim-y': {
    parity:
      "Compared with a float64 reimplementation of pyiqa's formula on 17 pairs of photos and patterns: scores agree " +
      'within 2e-5.',
    limits,
  },
  'psnr-y': {
    parity:
      "Compared with a float64 reimplementation of pyiqa's formula on 17 pairs of photos and patterns: scores agree " +
      'within 1e-6 dB.',
    limits,
  },
};
