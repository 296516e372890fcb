import type { MetricModel } from '../metric.ts';
import { dbCnnProtocol } from './protocol.ts';

const bytes = 61.9e6;

export const dbCnn: MetricModel = {
  task: 'metric',
  name: 'db-cnn',
  aliases: ['dbcnn'],
  title: 'DB-CNN',
  about:
    'VGG-16 for the content and S-CNN for distortions, combined by a bilinear product, on the whole photo ' +
    'at its original size.',
  paper:
    'Zhang, Ma, Yan, Deng and Wang, "Blind Image Quality Assessment Using a Deep Bilinear Convolutional Neural Network", ' +
    'IEEE Transactions on Circuits and Systems for Video Technology 30(1), 2020',
  judges: 'photo',
  usesPrecision: true,
  protocols: [dbCnnProtocol],
  checkpoints: [
    {
      name: 'db-cnn-pyiqa',
      label: 'pyiqa',
      trainedOn: 'KonIQ-10k, by pyiqa',
      sawPhotosOf: 'KonIQ-10k',
      better: 'higher',
      range: [0, 1],
      isClipped: false,
      protocol: dbCnnProtocol.name,
      caution: null,
      licence: 'PolyForm Noncommercial 1.0.0',
      file: 'db-cnn-pyiqa.safetensors',
      bytes,
      source: {
        kind: 'download',
        files: [
          {
            url: 'https://huggingface.co/chaofengc/IQA-PyTorch-Weights/resolve/main/DBCNN_KonIQ10k-2de81c0a.pth',
            name: 'DBCNN_KonIQ10k-2de81c0a.pth',
            size: { bytes, isExact: false },
            checksum: { kind: 'sha256-prefix', value: '2de81c0a' },
          },
        ],
        page: 'https://huggingface.co/chaofengc/IQA-PyTorch-Weights',
        hosts: ['.huggingface.co', '.hf.co'],
        dtype: 'f32',
      },
    },
  ],
  namings: [
    { name: 'authors', checkpoint: 'db-cnn-pyiqa', nameInFile: (name) => name, ignored: /\.num_batches_tracked$/ },
  ],
  card: () => import('./card.ts'),
  code: () => import('./code.ts'),
};
