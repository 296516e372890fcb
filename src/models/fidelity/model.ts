/** Formulas that compare a photo with its undistorted original; registry rows without weights. */
import type { MetricModel } from '../metric.ts';
import type { FormulaName } from './code.ts';

interface Formula {
  readonly title: string;
  readonly about: string;
  readonly paper: string;
  readonly better: 'higher' | 'lower';
  readonly range: readonly [number, number];
}

function row(name: FormulaName, { better, range, ...words }: Formula): MetricModel {
  return {
    task: 'metric',
    name,
    aliases: [],
    ...words,
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
    card: async () => (await import('./card.ts')).cards[name],
    code: async () => (await import('./code.ts')).formulas[name],
  };
}

const ssimPaper =
  'Wang, Bovik, Sheikh and Simoncelli, "Image Quality Assessment: From Error Visibility to Structural Similarity", IEEE ' +
  'Transactions on Image Processing 13, 2004';

export const fullReferenceModels: readonly MetricModel[] = [
  row('mse', {
    title: 'Mean squared error',
    about: 'The mean squared difference over all pixels and channels, for levels of 0 to 255.',
    paper: "as scikit-image's mean_squared_error",
    better: 'lower',
    range: [0, 255 ** 2],
  }),
  row('psnr', {
    title: 'PSNR',
    about:
      'The ratio of the peak level to the error over all pixels and channels, in dB; infinite for identical photos.',
    paper: "as scikit-image's peak_signal_noise_ratio",
    better: 'higher',
    range: [0, 100],
  }),
  row('ssim', {
    title: 'SSIM',
    about: 'The similarity of luminance, contrast and structure in windows of 11x11 pixels, averaged over R, G and B.',
    paper: ssimPaper,
    better: 'higher',
    range: [-1, 1],
  }),
  row('ms-ssim', {
    title: 'MS-SSIM',
    about: 'Structural similarity at five scales, averaged over R, G and B; for photos of at least 161x161 pixels.',
    paper:
      'Wang, Simoncelli and Bovik, "Multiscale Structural Similarity for Image Quality Assessment", Asilomar Conference on ' +
      'Signals, Systems and Computers, 2003',
    better: 'higher',
    range: [0, 1],
  }),
  row('ssim-y', {
    title: 'SSIM of luma',
    about: 'Structural similarity of rounded luma, with negative contrast counted as 0, as in pyiqa.',
    paper: ssimPaper,
    better: 'higher',
    range: [0, 1],
  }),
  row('psnr-y', {
    title: 'PSNR of luma',
    about: 'The ratio of the peak level to the error of luma, in dB, at most 80, as in pyiqa.',
    paper: "as pyiqa's psnry",
    better: 'higher',
    range: [0, 80],
  }),
];
