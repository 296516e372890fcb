import type { MetricModel } from '../metric.ts';
import { patchProtocol } from './patches.ts';

export const cnnIqa: MetricModel = {
  task: 'metric',
  name: 'cnniqa',
  aliases: [],
  title: 'CNNIQA',
  about: 'One convolution and three linear layers on every grey 32x32 patch: small, and unaware of content.',
  paper:
    'Kang, Ye, Li and Doermann, "Convolutional Neural Networks for No-Reference Image Quality Assessment", CVPR 2014',
  judges: 'photo',
  usesPrecision: true,
  protocols: [patchProtocol],
  checkpoints: [
    {
      name: 'cnniqa-live',
      label: 'live',
      trainedOn: 'LIVE, human ratings of distorted photos (DMOS), by lidq92',
      sawPhotosOf: 'LIVE',
      better: 'lower',
      range: [0, 100],
      isClipped: false,
      protocol: patchProtocol.name,
      caution: null,
      licence: 'none stated',
      file: 'cnniqa-live.safetensors',
      bytes: 2.9e6,
      source: {
        kind: 'download',
        files: [
          {
            url: 'https://raw.githubusercontent.com/lidq92/CNNIQA/master/models/CNNIQA-LIVE',
            name: 'CNNIQA-LIVE',
            size: { bytes: 2_900_940, isExact: true },
            checksum: { kind: 'sha256', value: '79cc404d0da3e76e51b6680c4d6edd7332399ba7ed8af3306bdd16e95c7bda7e' },
          },
        ],
        page: 'https://github.com/lidq92/CNNIQA',
        hosts: [],
        dtype: 'f32',
      },
    },
  ],
  namings: [{ name: 'lidq92', checkpoint: 'cnniqa-live', nameInFile: (name) => name }],
  card: () => import('./card.ts'),
  code: () => import('./code.ts'),
};
