import type { MetricModel } from '../metric.ts';
import { mxnetName } from './names.ts';
import { serFiqProtocol } from './protocol.ts';

export const serFiq: MetricModel = {
  task: 'metric',
  name: 'ser-fiq',
  aliases: ['serfiq'],
  title: 'SER-FIQ',
  about:
    'How well an aligned face can be recognised: how stable its ArcFace embedding (iResNet-100) is when ' +
    'features are randomly dropped, 100 times.',
  paper:
    'Terhörst, Kolf, Damer, Kirchbuchner and Kuijper, "SER-FIQ: Unsupervised Estimation of Face Image Quality Based on ' +
    'Stochastic Embedding Robustness", CVPR 2020',
  judges: 'face',
  faceView: 'aligned',
  usesPrecision: true,
  protocols: [serFiqProtocol],
  checkpoints: [
    {
      name: 'ser-fiq-arcface',
      label: 'arcface',
      trainedOn: 'MS1MV2, by insightface, for recognition',
      sawPhotosOf: 'MS1MV2',
      better: 'higher',
      range: [0, 1],
      isClipped: false,
      protocol: serFiqProtocol.name,
      caution:
        'Features are dropped with probability 0.4 by a seeded generator, so scores are repeatable; those of ' +
        "the authors' code vary from run to run.",
      licence: 'CC BY-NC-SA 4.0',
      file: 'ser-fiq.safetensors',
      bytes: 261e6,
      source: { kind: 'brought', page: 'https://github.com/pterhoer/FaceImageQuality/tree/master/insightface/model' },
    },
  ],
  namings: [{ name: 'mxnet', checkpoint: 'ser-fiq-arcface', nameInFile: mxnetName }],
  card: () => import('./card.ts'),
  code: () => import('./code.ts'),
};
