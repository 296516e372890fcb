/** Formulas that compare a photo with its undistorted original; registry rows without weights. */
import type { MetricModel } from '../metric.ts';
import type { FormulaName } from './code.ts';

interface Formula {
  readonly title: string;
  readonly about: string;
  readonly paper: string;
  readonly parity: string;
  readonly better: 'higher' | 'lower';
  readonly range: readonly [number, number];
}

const limits =
  'It compares pixels at the same places: a photo that was moved, rotated or resized counts as distorted, however good it looks. ' +
  'It needs the undistorted original in the same size.';

function row(name: FormulaName, { better, range, ...words }: Formula): MetricModel {
  return {
    task: 'metric',
    name,
    aliases: [],
    ...words,
    limits,
    judges: 'photo-against-reference',
    usesPrecision: false,
    protocols: [],
    checkpoints: [
      {
        name,
        label: 'formula',
        trainedOn: 'nothing, a formula',
        sawPhotosOf: null,
        better,
        range,
        isClipped: false,
        protocol: null,
        caution: null,
        licence: 'none',
        file: null,
        bytes: 0,
        source: { kind: 'none' },
      },
    ],
    namings: [],
    code: async () => (await import('./code.ts')).formulas[name],
  };
}

const ssimPaper =
  'Wang, Bovik, Sheikh and Simoncelli, "Image Quality Assessment: From Error Visibility to Structural Similarity", IEEE ' +
  'Transactions on Image Processing 13, 2004';

export const fullReferenceModels: readonly MetricModel[] = [
  row('mse', {
    title: 'Mean squared error',
    about: 'The mean squared difference of all pixels and channels, in levels of 255.',
    paper: "as scikit-image's mean_squared_error",
    parity: 'scikit-image judges the same 17 pairs of photos and patterns: scores agree within 1e-9 of themselves.',
    better: 'lower',
    range: [0, 255 ** 2],
  }),
  row('psnr', {
    title: 'PSNR',
    about: 'The ratio of the largest level to the error of all pixels and channels, in dB; infinite for equal photos.',
    paper: "as scikit-image's peak_signal_noise_ratio",
    parity: 'scikit-image judges the same 17 pairs of photos and patterns: scores agree within 1e-6 dB.',
    better: 'higher',
    range: [0, 100],
  }),
  row('ssim', {
    title: 'SSIM',
    about: 'How alike luminance, contrast and structure are in windows of 11x11 pixels, the mean of R, G and B.',
    paper: ssimPaper,
    parity:
      'scikit-image judges the same 17 pairs of photos and patterns, equal, flat and negative ones among them: ' +
      'scores agree within 2e-5.',
    better: 'higher',
    range: [-1, 1],
  }),
  row('ms-ssim', {
    title: 'MS-SSIM',
    about: 'Structural similarity at five scales, the mean of R, G and B; for photos of at least 161x161 pixels.',
    paper:
      'Wang, Simoncelli and Bovik, "Multiscale Structural Similarity for Image Quality Assessment", Asilomar Conference on ' +
      'Signals, Systems and Computers, 2003',
    parity:
      "The authors' msssim.m, written again in float64, judges the same 17 pairs of photos and patterns: scores " +
      'agree within 2e-5.',
    better: 'higher',
    range: [0, 1],
  }),
  row('ssim-y', {
    title: 'SSIM of luma',
    about: 'Structural similarity of rounded luma, negative contrast counted as 0, as in pyiqa.',
    paper: ssimPaper,
    parity:
      "pyiqa's formula, written again in float64, judges the same 17 pairs of photos and patterns: scores agree " +
      'within 2e-5.',
    better: 'higher',
    range: [0, 1],
  }),
  row('psnr-y', {
    title: 'PSNR of luma',
    about: 'The ratio of the largest level to the error of luma, in dB, at most 80, as in pyiqa.',
    paper: "as pyiqa's psnry",
    parity:
      "pyiqa's formula, written again in float64, judges the same 17 pairs of photos and patterns: scores agree " +
      'within 1e-6 dB.',
    better: 'higher',
    range: [0, 80],
  }),
];
