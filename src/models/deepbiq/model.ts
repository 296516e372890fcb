import type { MetricModel } from '../metric.ts';
import { gridOfCrops } from './protocol.ts';

export const deepBiq: MetricModel = {
  task: 'metric',
  name: 'deepbiq',
  aliases: ['deep-biq'],
  title: 'DeepBIQ',
  about:
    'A support vector regression on the features of an AlexNet, fine-tuned to five quality classes, from ' +
    '25 crops of 224x224.',
  paper:
    'Bianco, Celona, Napoletano and Schettini, "On the Use of Deep Learning for Blind Image Quality Assessment", Signal, ' +
    'Image and Video Processing 12, 2018; as in the code of zhl2007 (pytorch-image-quality-param-ctrl)',
  judges: 'photo',
  usesPrecision: true,
  protocols: [gridOfCrops],
  checkpoints: [
    {
      name: 'deepbiq-zhl2007',
      label: 'zhl2007',
      trainedOn: "LIVE In the Wild, human ratings of photos (MOS), with zhl2007's code",
      sawPhotosOf: 'LIVE In the Wild',
      better: 'higher',
      range: [0, 100],
      isClipped: false,
      protocol: gridOfCrops.name,
      caution:
        'Neither the authors nor zhl2007 published weights, so you have to train it yourself, and no ' +
        'published score was available for comparison.',
      licence: "its owner's (the code: MIT)",
      file: 'deepbiq.safetensors',
      bytes: 243e6,
      source: {
        kind: 'unpublished',
        page: 'https://github.com/zhl2007/pytorch-image-quality-param-ctrl#training-deepbiq',
      },
    },
  ],
  namings: [
    {
      name: 'zhl2007',
      checkpoint: 'deepbiq-zhl2007',
      // Only the convolutions are wrapped in DataParallel. The regression has the names of tools/convert/scikit_svr.py.
      nameInFile: (name) => name.replace(/^features\./, 'features.module.'),
      partOf: (name) => (/^(scaler|svr)\./.test(name) ? 'regression' : 'network'),
      // The layer of the five classes.
      ignored: /(^|\.)classifier\.6\./,
    },
  ],
  card: () => import('./card.ts'),
  code: () => import('./code.ts'),
};
