import type { Checkpoint } from '../checkpoint.ts';
import type { MetricModel } from '../metric.ts';
import { describeHead } from './head.ts';
import { faceQnetAxes, faceQnetName } from './names.ts';
import { faceQnetProtocol } from './protocol.ts';

function published(version: 'v0' | 'v1', file: string, tag: string): Checkpoint {
  return {
    name: `faceqnet-${version}`,
    label: version,
    trainedOn: 'VGGFace2, labelled by face comparison, by the authors',
    sawPhotosOf: 'VGGFace2',
    better: 'higher',
    range: [0, 1],
    isClipped: true,
    protocol: faceQnetProtocol.name,
    caution:
      "The authors squash MTCNN's boxes to a square without a margin. The extent of a box changes the " +
      'score, and boxes of other detectors, such as the default one, differ somewhat from those of the ' +
      'training.',
    licence: 'none stated',
    file: `faceqnet-${version}.safetensors`,
    bytes: 98e6,
    source: {
      kind: 'download',
      files: [
        {
          url: `https://github.com/uam-biometrics/FaceQnet/releases/download/${tag}/${file}`,
          name: file,
          size: { bytes: 98e6, isExact: false },
          checksum: { kind: 'recorded' },
        },
      ],
      page: `https://github.com/uam-biometrics/FaceQnet/releases/tag/${tag}`,
      hosts: ['.githubusercontent.com'],
      dtype: 'f32',
    },
  };
}

export const faceQnet: MetricModel = {
  task: 'metric',
  name: 'faceqnet',
  aliases: [],
  title: 'FaceQnet',
  about:
    'How well a face can be recognised: a ResNet-50 trained to predict how well a recogniser matches it ' +
    'with a perfect photo; v0 and v1.',
  paper:
    'Hernandez-Ortega, Galbally, Fierrez, Haraksim and Beslay, "FaceQnet: Quality Assessment for Face Recognition based on Deep ' +
    'Learning", ICB 2019; Hernandez-Ortega, Galbally, Fierrez and Beslay, "Biometric Quality: Review and Application to Face ' +
    'Recognition with FaceQnet", 2020',
  judges: 'face',
  faceView: 'box',
  usesPrecision: true,
  protocols: [faceQnetProtocol],
  checkpoints: [published('v1', 'FaceQnet_v1.h5', 'v1.0'), published('v0', 'FaceQnet.h5', 'v0')],
  namings: [
    {
      name: 'keras',
      checkpoint: 'faceqnet-v1',
      nameInFile: faceQnetName,
      axesInFile: faceQnetAxes,
      describe: describeHead,
    },
  ],
  card: () => import('./card.ts'),
  code: () => import('./code.ts'),
};
