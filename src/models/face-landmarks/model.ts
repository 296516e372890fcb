import type { LandmarkModel } from '../model.ts';

/** TensorFlow's names of a layer's tensors. */
const inTensorflow: Readonly<Record<string, string>> = {
  'depthwise.weight': 'depthwise_filter',
  'pointwise.weight': 'pointwise_filter',
  weight: 'filters',
  bias: 'bias',
};

function nameInFile(tensor: string): string {
  if (tensor === 'fc.weight') return 'fc/weights';
  const [, layer, own] = /^(fc|dense\d\.conv\d)\.(.+)$/.exec(tensor)!;
  return `${layer.replace('.', '/')}/${inTensorflow[own]}`;
}

/** Height, width, inputs, outputs; a depthwise kernel has its channels as inputs. */
function axesInFile(tensor: string): readonly number[] | undefined {
  if (tensor === 'fc.weight') return [1, 0];
  if (tensor.endsWith('depthwise.weight')) return [2, 3, 0, 1];
  return tensor.endsWith('.weight') ? [3, 2, 0, 1] : undefined;
}

export const faceLandmarks: LandmarkModel = {
  task: 'landmarks',
  name: 'face-landmarks',
  aliases: ['landmarks'],
  title: 'Face landmarks',
  about: '68 landmarks of a face in its box, by densely connected blocks of depthwise separable convolutions.',
  paper:
    'V. Mühler, face-api.js, 2018 (no paper); the order of the landmarks is that of Sagonas et al., "300 Faces ' +
    'in-the-Wild Challenge", ICCV Workshops 2013',
  checkpoints: [
    {
      name: 'face-landmarks',
      label: 'face-api',
      trainedOn: 'about 35,000 unpublished faces, by face-api.js',
      sawPhotosOf: null,
      better: 'higher',
      range: [0, 1],
      isClipped: false,
      protocol: null,
      caution: null,
      licence: 'MIT',
      file: 'face-landmarks.safetensors',
      bytes: 0.37e6,
      source: { kind: 'committed' },
    },
  ],
  namings: [{ name: 'face-api', checkpoint: 'face-landmarks', nameInFile, axesInFile }],
  card: () => import('./card.ts'),
  code: () => import('./code.ts'),
};
