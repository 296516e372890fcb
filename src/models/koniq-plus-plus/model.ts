import { sequentialName } from '../backbones/resnet-layout.ts';
import type { MetricModel } from '../metric.ts';
import { koniqPlusPlusProtocol } from './protocol.ts';

export const koniqPlusPlus: MetricModel = {
  task: 'metric',
  name: 'koniq-plus-plus',
  aliases: ['koniq++', 'koniqplusplus'],
  title: 'KonIQ++',
  about: 'ResNeXt-101 with two side networks on the whole photo: one for the score, one for four kinds of defects.',
  paper:
    'Su, Hosu, Lin, Zhang and Saupe, "KonIQ++: Boosting No-Reference Image Quality Assessment in the Wild by Jointly ' +
    'Predicting Image Quality and Defects", BMVC 2021',
  judges: 'photo',
  usesPrecision: true,
  protocols: [koniqPlusPlusProtocol],
  checkpoints: [
    {
      name: 'koniq-plus-plus-authors',
      label: 'authors',
      trainedOn: 'KonIQ++, human ratings of the photos of KonIQ-10k and of their defects, by the authors',
      sawPhotosOf: 'KonIQ-10k',
      better: 'higher',
      range: [0, 100],
      isClipped: false,
      protocol: koniqPlusPlusProtocol.name,
      caution: null,
      licence: 'none stated',
      file: 'koniq-plus-plus.safetensors',
      bytes: 460e6,
      source: {
        kind: 'brought',
        page: 'https://drive.google.com/file/d/1NVFPPFM7n2P1i_LSw-F3JX2mn-Gn3PKw/view',
      },
    },
  ],
  namings: [
    {
      name: 'authors',
      checkpoint: 'koniq-plus-plus-authors',
      nameInFile: (name) => sequentialName('features.', name),
      ignored: /\.num_batches_tracked$/,
    },
  ],
  card: () => import('./card.ts'),
  code: () => import('./code.ts'),
};
