import type { Checkpoint } from '../checkpoint.ts';
import type { MetricModel } from '../metric.ts';
import { namingOf } from './names.ts';
import { diqaProtocol } from './protocol.ts';

function trained(label: string, rest: Pick<Checkpoint, 'trainedOn' | 'licence' | 'caution'>, page: string): Checkpoint {
  return {
    ...rest,
    name: `diqa-${label}`,
    label,
    sawPhotosOf: null,
    better: 'lower',
    range: [0, 100],
    isClipped: false,
    protocol: diqaProtocol.name,
    file: `diqa-${label}.safetensors`,
    bytes: 1.6e6,
    source: { kind: 'unpublished', page },
  };
}

const ownTraining =
  'No weights are published: this is the scale of LIVE, whose ratings (DMOS) the code trains on. Scores ' +
  'of other weights follow the labels that they were trained on.';

export const diqa: MetricModel = {
  task: 'metric',
  name: 'diqa',
  aliases: [],
  title: 'DIQA',
  about:
    "Eight convolutions on a photo's fine detail, first trained to predict where it differs from its " + 'original.',
  paper:
    'Kim, Nguyen and Lee, "Deep CNN-Based Blind Image Quality Predictor", IEEE Transactions on Neural Networks and Learning ' +
    'Systems 30(1), 2019; as published by ocampor (image-quality) and sandyz1000 (deepinsight-iqa)',
  judges: 'photo',
  usesPrecision: true,
  protocols: [diqaProtocol],
  checkpoints: [
    trained(
      'tutorial',
      { trainedOn: 'data of your choice, usually LIVE', licence: "its owner's", caution: ownTraining },
      'https://github.com/ocampor/image-quality/tree/master/notebooks',
    ),
    trained(
      'deepinsight',
      {
        trainedOn: 'data of your choice',
        licence: "its owner's",
        caution: `${ownTraining} The publisher's predict.py swaps red and blue, unlike its training; here the colours are as in training.`,
      },
      'https://github.com/sandyz1000/deepinsight-iqa#to-begin-training-the-network',
    ),
  ],
  namings: [namingOf('tutorial', 'Conv8'), namingOf('deepinsight', 'bottleneck')],
  card: () => import('./card.ts'),
  code: () => import('./code.ts'),
};
