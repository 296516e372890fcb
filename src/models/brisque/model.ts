import type { MetricModel } from '../metric.ts';

export const brisque: MetricModel = {
  task: 'metric',
  name: 'brisque',
  aliases: [],
  title: 'BRISQUE',
  about: "How natural the statistics of a photo's local contrast are, whatever the photo shows.",
  paper:
    'Mittal, Moorthy and Bovik, "No-Reference Image Quality Assessment in the Spatial Domain", IEEE Transactions on Image ' +
    'Processing 21, 2012',
  parity:
    'Compared with OpenCV 4.6 on the same pixels of 25 photos and patterns, including uniform, tiny and ' +
    'odd-sized ones: scores agree within 0.1 of 100, features within 1e-3 of their range.',
  limits:
    'It sees contrast statistics, not content: a photo of fine texture may score like a noisy one. It was ' +
    'trained on the five distortions of LIVE (JPEG, JPEG 2000, noise, blur, transmission errors).',
  judges: 'photo',
  usesPrecision: false,
  protocols: [],
  checkpoints: [
    {
      name: 'brisque-live',
      label: 'live',
      trainedOn: 'LIVE, by OpenCV',
      sawPhotosOf: 'LIVE',
      better: 'lower',
      range: [0, 100],
      isClipped: false,
      protocol: null,
      caution: null,
      licence: 'Apache-2.0',
      file: 'brisque-live.safetensors',
      bytes: 115e3,
      source: { kind: 'committed' },
    },
  ],
  namings: [
    {
      name: 'opencv',
      checkpoint: 'brisque-live',
      nameInFile: (name) => name,
      partOf: (name) => (name === 'range' ? 'range' : 'model'),
    },
  ],
  code: () => import('./code.ts'),
};
