import type { MetricModel } from '../metric.ts';
import { chipProtocol } from './protocol.ts';

/** face-api.js's names of a layer's tensors; the head's names are this project's. */
const inTensorflow: Readonly<Record<string, string>> = {
  'conv.weight': 'conv/filters',
  'conv.bias': 'conv/bias',
  'scale.weight': 'scale/weights',
  'scale.bias': 'scale/biases',
};

function nameInFile(tensor: string): string {
  if (tensor.startsWith('head.')) return tensor;
  if (tensor === 'fc.weight') return 'fc';
  const [, layer, own] = /^(.+)\.((?:conv|scale)\.(?:weight|bias))$/.exec(tensor)!;
  return `${layer.replace('.', '/')}/${inTensorflow[own]}`;
}

/** Height, width, inputs, outputs. */
function axesInFile(tensor: string): readonly number[] | undefined {
  if (tensor === 'fc.weight') return [1, 0];
  return tensor.endsWith('.conv.weight') ? [3, 2, 0, 1] : undefined;
}

export const faceRecognisability: MetricModel = {
  task: 'metric',
  name: 'face-recognisability',
  aliases: ['recognisability'],
  title: 'Face recognisability',
  about:
    'How well a face can still be recognised: a small head trained for this project on the features of a ' +
    'recognition network.',
  paper:
    'None; after Ou et al., "SDD-FIQA", CVPR 2021, and on the network of D. King, "High Quality Face Recognition with Deep Metric ' +
    'Learning", dlib.net 2017. The part `stability` follows Terhörst et al., "SER-FIQ", CVPR 2020',
  judges: 'face',
  faceView: 'chip',
  usesPrecision: true,
  protocols: [chipProtocol],
  checkpoints: [
    {
      name: 'face-recognisability',
      label: 'npm-debian',
      trainedOn: 'degraded copies of 107 faces in photographs from npm and Debian packages',
      sawPhotosOf: null,
      better: 'higher',
      range: [0, 100],
      isClipped: false,
      protocol: chipProtocol.name,
      caution: null,
      licence: 'MIT',
      file: 'face-recognisability.safetensors',
      bytes: 6.65e6,
      source: { kind: 'committed' },
    },
  ],
  namings: [
    {
      name: 'face-api',
      checkpoint: 'face-recognisability',
      nameInFile,
      axesInFile,
      partOf: (tensor) => (tensor.startsWith('head.') ? 'head' : 'network'),
    },
  ],
  card: () => import('./card.ts'),
  code: () => import('./code.ts'),
};
