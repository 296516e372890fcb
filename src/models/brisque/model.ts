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
  card: () => import('./card.ts'),
  code: () => import('./code.ts'),
};
