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
  'No weights are published: this is the scale of LIVE, whose ratings (DMOS) the code trains on; scores of other trainings run as their labels do.';

export const diqa: MetricModel = {
  task: 'metric',
  name: 'diqa',
  aliases: [],
  title: 'DIQA',
  about: "Eight convolutions over a photo's fine detail, first trained to predict where it differs from its original.",
  paper:
    'Kim, Nguyen and Lee, "Deep CNN-Based Blind Image Quality Predictor", IEEE Transactions on Neural Networks and Learning ' +
    'Systems 30(1), 2019; as published by ocampor (image-quality) and sandyz1000 (deepinsight-iqa)',
  parity:
    'PyTorch computes both published networks on seeded weights, for odd and even sides, and Keras agrees with it on the same files: ' +
    'the detail, intermediate tensors and scores agree within 1e-4 of their largest magnitude.',
  limits:
    "The paper's network takes two further numbers of the low frequencies, which it does not define well enough to rebuild; " +
    'neither published network has them. It sees the photo in its own size, so scores of very different sizes do not compare well.',
  judges: 'photo',
  usesPrecision: true,
  protocols: [diqaProtocol],
  checkpoints: [
    trained(
      'tutorial',
      { trainedOn: 'whatever its owner took, usually LIVE', licence: "its owner's", caution: ownTraining },
      'https://github.com/ocampor/image-quality/tree/master/notebooks',
    ),
    trained(
      'deepinsight',
      {
        trainedOn: 'whatever its owner took',
        licence: "its owner's",
        caution: `${ownTraining} The publisher's predict.py takes blue for red, unlike its training; here colours are as in training.`,
      },
      'https://github.com/sandyz1000/deepinsight-iqa#to-begin-training-the-network',
    ),
  ],
  namings: [namingOf('tutorial', 'Conv8'), namingOf('deepinsight', 'bottleneck')],
  code: () => import('./code.ts'),
};
