import { sequentialName } from '../backbones/resnet-layout.ts';
import type { MetricModel } from '../metric.ts';
import { linearityProtocol } from './protocol.ts';

export const linearityIqa: MetricModel = {
  task: 'metric',
  name: 'linearity-iqa',
  aliases: ['linearityiqa', 'norm-in-norm'],
  title: 'LinearityIQA',
  about:
    'ResNeXt-101 on the whole photo, trained with a loss that rewards scores that are linear in the ' +
    'ratings (Norm-in-Norm).',
  paper:
    'Li, Jiang and Jiang, "Norm-in-Norm Loss with Faster Convergence and Better Performance for Image Quality Assessment", ' +
    'ACM Multimedia 2020',
  parity:
    "Compared with the authors' layers around torchvision's blocks in PyTorch on seeded weights, with " +
    'fewer and narrower layers: intermediate tensors agree within 1e-4 of their largest magnitude, scores ' +
    'within 1e-4 of the range.',
  limits:
    "It sees 664x498 pixels, whatever the photo's aspect ratio, and cannot judge what this resizing " + 'removes.',
  judges: 'photo',
  usesPrecision: true,
  protocols: [linearityProtocol],
  checkpoints: [
    {
      name: 'linearity-iqa-koniq',
      label: 'authors',
      trainedOn: 'KonIQ-10k, human ratings of photos, by the authors',
      sawPhotosOf: 'KonIQ-10k',
      better: 'higher',
      range: [0, 100],
      isClipped: false,
      protocol: linearityProtocol.name,
      caution: null,
      licence: 'MIT',
      file: 'linearity-iqa.safetensors',
      bytes: 362e6,
      // The publisher's page leads to folders of Google Drive and Baidu, which programs cannot download from.
      source: { kind: 'brought', page: 'https://github.com/lidq92/LinearityIQA#test' },
    },
  ],
  namings: [
    {
      name: 'authors',
      checkpoint: 'linearity-iqa-koniq',
      nameInFile: (name) => sequentialName('features.', name),
      // Scores of each half alone, which only the training's loss uses.
      ignored: /\.num_batches_tracked$|(^|\.)regr[67]\./,
    },
  ],
  code: () => import('./code.ts'),
};
