import type { MetricModel } from '../metric.ts';
import { magFaceProtocol } from './protocol.ts';

export const magFace: MetricModel = {
  task: 'metric',
  name: 'magface',
  aliases: [],
  title: 'MagFace',
  about:
    "How well an aligned face can be recognised: the length of a recognition network's embedding (iResNet-18, -50 or -100).",
  paper:
    'Meng, Zhao, Huang and Zhou, "MagFace: A Universal Representation for Face Recognition and Quality Assessment", CVPR 2021',
  judges: 'face',
  faceView: 'aligned',
  usesPrecision: true,
  protocols: [magFaceProtocol],
  checkpoints: [
    {
      name: 'magface-ms1mv2',
      label: 'ms1mv2',
      trainedOn: 'MS1MV2, 5.8 million photos of 85,742 people, by the authors',
      sawPhotosOf: 'MS1MV2',
      better: 'higher',
      range: [10, 110],
      isClipped: false,
      protocol: magFaceProtocol.name,
      caution:
        'Lengths of different networks (iResNet-18, -50, -100) are not comparable. Any recognition network of ' +
        "this architecture, such as ArcFace, is read under the same names, but only MagFace's training makes " +
        'the length a measure of quality.',
      licence: 'Apache-2.0',
      file: 'magface.safetensors',
      bytes: 261e6,
      source: { kind: 'brought', page: 'https://github.com/IrvingMeng/MagFace#model-zoo' },
    },
  ],
  namings: [
    {
      name: 'authors',
      checkpoint: 'magface-ms1mv2',
      nameInFile: (name) => name,
      ignored: /\.num_batches_tracked$/,
    },
  ],
  card: () => import('./card.ts'),
  code: () => import('./code.ts'),
};
