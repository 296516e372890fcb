import type { Checkpoint } from '../checkpoint.ts';
import type { MetricModel } from '../metric.ts';
import { describeHead } from './head.ts';
import { faceQnetAxes, faceQnetName } from './names.ts';
import { faceQnetProtocol } from './protocol.ts';

function published(version: 'v0' | 'v1', file: string, tag: string): Checkpoint {
  return {
    name: `faceqnet-${version}`,
    label: version,
    trainedOn: 'VGGFace2, by the authors, by how well recognisers compare its faces',
    sawPhotosOf: 'VGGFace2',
    better: 'higher',
    range: [0, 1],
    isClipped: true,
    protocol: faceQnetProtocol.name,
    caution:
      "The authors' faces are boxes of MTCNN, taken as they are and squashed to a square; how far a box reaches changes the " +
      'score, so those of other detectors, such as the default one here, are not quite what the network was trained on.',
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
    'How well a face can be recognised, by a ResNet-50 that learnt how well a recogniser compares it with a perfect photo; v0 and v1.',
  paper:
    'Hernandez-Ortega, Galbally, Fierrez, Haraksim and Beslay, "FaceQnet: Quality Assessment for Face Recognition based on Deep ' +
    'Learning", ICB 2019; Hernandez-Ortega, Galbally, Fierrez and Beslay, "Biometric Quality: Review and Application to Face ' +
    'Recognition with FaceQnet", 2020',
  parity:
    'PyTorch computes the network on seeded weights, and Keras agrees with it on the description in the same whole-model file: ' +
    'intermediate tensors agree within 1e-4 of their largest magnitude, the score within 1e-4. The published files and their ' +
    'scores of 22 pictures are compared only where they lie beside the checkout; they have not been at hand here.',
  limits:
    'It tells how well a machine can recognise the face, not how pleasing the portrait is. It takes for granted that the picture ' +
    "is one face as MTCNN's box cuts it: anything else gets a score, too.",
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
  code: () => import('./code.ts'),
};
