import type { PublishedFile } from '../checkpoint.ts';
import type { DetectorModel } from '../model.ts';

const repository = 'https://github.com/pterhoer/FaceImageQuality';
const commit = '611296605db57b8d50518fd5911d5111eeb52747';

function published(part: string, bytes: number, sha256: string): PublishedFile {
  const name = `${part}.caffemodel`;
  return {
    url: `https://raw.githubusercontent.com/pterhoer/FaceImageQuality/${commit}/insightface/mtcnn-model/${name}`,
    name,
    size: { bytes, isExact: true },
    checksum: { kind: 'sha256', value: sha256 },
  };
}

export const mtcnn: DetectorModel = {
  task: 'detector',
  findsPoints: true,
  name: 'mtcnn',
  aliases: [],
  title: 'MTCNN',
  about:
    'A cascade of four networks on a pyramid of sizes: finds faces of at least 50 pixels, and five points ' +
    'of each.',
  paper:
    'Zhang et al., "Joint Face Detection and Alignment Using Multitask Cascaded Convolutional Networks", IEEE Signal ' +
    'Processing Letters 23, 2016',
  checkpoints: [
    {
      name: 'mtcnn',
      label: 'caffe',
      trainedOn: 'WIDER FACE and CelebA, by the authors',
      sawPhotosOf: null,
      better: 'higher',
      range: [0, 1],
      isClipped: false,
      protocol: null,
      caution: null,
      licence: 'MIT',
      file: 'mtcnn.safetensors',
      bytes: 5.8e6,
      source: {
        kind: 'download',
        files: [
          published('det1', 28_163, 'd6085e7f48ba7e6b6f1b58964595f6bce5b97bcc4866751f7b4bdc98f920c096'),
          published('det2', 407_910, '39b20f7a57bb8176cc9466cea4dfd52da6a6f876de60c7ab222a309f2d0ca08c'),
          published('det3', 1_558_412, '9d6098829a4d6d318f37cec42142465637fafe4c673f2e93b69495bf7ca23d2d'),
          published('det4', 3_798_152, '23dfa3f889a8dd5d1ffe7429229270892bcb19221ede13aaac8896ea060bfb76'),
        ],
        page: `${repository}/tree/${commit}/insightface/mtcnn-model`,
        hosts: [],
        dtype: 'f32',
      },
    },
  ],
  namings: [
    {
      name: 'caffe',
      checkpoint: 'mtcnn',
      // Tensors are named FILE.LAYER.BLOB here, because every file has its own layer `conv1`.
      nameInFile: (name) => name.slice(name.indexOf('.') + 1),
      partOf: (name) => name.slice(0, name.indexOf('.')),
    },
  ],
  card: () => import('./card.ts'),
  code: () => import('./code.ts'),
};
