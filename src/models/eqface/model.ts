import type { MetricModel } from '../metric.ts';
import { eqFaceName, eqFacePart } from './names.ts';
import { eqFaceProtocol } from './protocol.ts';

export const eqFace: MetricModel = {
  task: 'metric',
  name: 'eqface',
  aliases: [],
  title: 'EQFace',
  about: 'How well an aligned face can be recognised: a small head trained on the features of an iResNet-100.',
  paper: 'Liu and Tan, "EQFace: A Simple Explicit Quality Network for Face Recognition", CVPR Workshops 2021',
  judges: 'face',
  faceView: 'aligned',
  usesPrecision: true,
  protocols: [eqFaceProtocol],
  checkpoints: [
    {
      name: 'eqface-ms1mv2',
      label: 'ms1mv2',
      trainedOn: 'MS1MV2, by the authors',
      sawPhotosOf: 'MS1MV2',
      better: 'higher',
      range: [0, 1],
      isClipped: false,
      protocol: eqFaceProtocol.name,
      caution: null,
      licence: 'MIT',
      file: 'eqface.safetensors',
      bytes: 261e6,
      source: { kind: 'brought', page: 'https://github.com/deepcam-cn/FaceQuality#test' },
    },
  ],
  namings: [
    {
      name: 'authors',
      checkpoint: 'eqface-ms1mv2',
      nameInFile: eqFaceName,
      partOf: eqFacePart,
      ignored: /\.num_batches_tracked$/,
    },
  ],
  card: () => import('./card.ts'),
  code: () => import('./code.ts'),
};
