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
  card: () => import('./card.ts'),
  code: () => import('./code.ts'),
};
