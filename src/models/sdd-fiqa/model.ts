import type { MetricModel } from '../metric.ts';
import { sddFiqaName } from './names.ts';
import { sddFiqaProtocol } from './protocol.ts';

export const sddFiqa: MetricModel = {
  task: 'metric',
  name: 'sdd-fiqa',
  aliases: ['sddfiqa'],
  title: 'SDD-FIQA',
  about:
    "How well an aligned face can be recognised: IR-50, trained on how far a face's similarities to the " +
    'same person are from those to other people.',
  paper:
    'Ou, Chen, Zhang, Huang, Li, Li, Li, Cao and Wang, "SDD-FIQA: Unsupervised Face Image Quality Assessment with Similarity ' +
    'Distribution Distance", CVPR 2021',
  judges: 'face',
  faceView: 'aligned',
  usesPrecision: true,
  protocols: [sddFiqaProtocol],
  checkpoints: [
    {
      name: 'sdd-fiqa-ms1m',
      label: 'ms1m',
      trainedOn: 'refined MS1M, by the authors',
      sawPhotosOf: 'MS1M',
      better: 'higher',
      range: [0, 100],
      isClipped: false,
      protocol: sddFiqaProtocol.name,
      caution: null,
      licence: 'Apache-2.0',
      file: 'sdd-fiqa.safetensors',
      bytes: 123e6,
      source: { kind: 'brought', page: 'https://github.com/Tencent/TFace/tree/master/quality' },
    },
  ],
  namings: [
    { name: 'authors', checkpoint: 'sdd-fiqa-ms1m', nameInFile: sddFiqaName, ignored: /\.num_batches_tracked$/ },
  ],
  card: () => import('./card.ts'),
  code: () => import('./code.ts'),
};
