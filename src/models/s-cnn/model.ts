import type { MetricModel } from '../metric.ts';
import { sCnnProtocol } from './protocol.ts';

export const sCnn: MetricModel = {
  task: 'metric',
  name: 's-cnn',
  aliases: ['scnn'],
  title: 'S-CNN',
  about:
    'What is wrong with a photo: the kind of distortion (blur, noise, JPEG and others) and its level, in ' + 'words.',
  paper:
    'Zhang, Ma, Yan, Deng and Wang, "Blind Image Quality Assessment Using a Deep Bilinear Convolutional Neural Network", ' +
    'IEEE Transactions on Circuits and Systems for Video Technology 30(1), 2020',
  judges: 'photo',
  saysWords: true,
  usesPrecision: true,
  protocols: [sCnnProtocol],
  checkpoints: [
    {
      name: 's-cnn-authors',
      label: 'authors',
      trainedOn: 'synthetically distorted photos of the Waterloo Exploration Database and PASCAL VOC, by the authors',
      sawPhotosOf: null,
      better: 'lower',
      range: [1, 5],
      isClipped: false,
      protocol: sCnnProtocol.name,
      caution:
        'No class means an undistorted photo: a good photo gets the kind of distortion that it resembles ' +
        'most. The score is the expected level, not a human opinion.',
      licence: 'MIT',
      file: 's-cnn.safetensors',
      bytes: 2.6e6,
      source: {
        kind: 'download',
        files: [
          {
            url: 'https://raw.githubusercontent.com/zwx8981/DBCNN-PyTorch/master/pretrained_scnn/scnn.pkl',
            name: 'scnn.pkl',
            size: { bytes: 2_585_667, isExact: true },
            checksum: { kind: 'sha256', value: '7ea73d75539cefcf4953800a896e024ea1a3216de2392f242810b113fd940a42' },
          },
        ],
        page: 'https://github.com/zwx8981/DBCNN-PyTorch',
        hosts: [],
        dtype: 'f32',
      },
    },
  ],
  namings: [
    { name: 'authors', checkpoint: 's-cnn-authors', nameInFile: (name) => name, ignored: /\.num_batches_tracked$/ },
  ],
  card: () => import('./card.ts'),
  code: () => import('./code.ts'),
};
