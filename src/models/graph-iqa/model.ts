import { sequentialName } from '../backbones/resnet-layout.ts';
import type { MetricModel } from '../metric.ts';
import { graphIqaProtocol } from './protocol.ts';

export const graphIqa: MetricModel = {
  task: 'metric',
  name: 'graph-iqa',
  aliases: ['graphiqa'],
  title: 'GraphIQA',
  about:
    'ResNet-50 whose features become the nodes and edges of a graph of distortions, on 25 random crops of ' +
    '224x224.',
  paper:
    'Sun, Yu, Xu, Zhou and Chen, "GraphIQA: Learning Distortion Graph Representations for Blind Image Quality Assessment", ' +
    'IEEE Transactions on Multimedia 25, 2023',
  judges: 'photo',
  usesPrecision: true,
  protocols: [graphIqaProtocol],
  checkpoints: [
    {
      name: 'graph-iqa-koniq',
      label: 'koniq',
      trainedOn: "KonIQ-10k, human ratings of photos, with the authors' finetune.py",
      sawPhotosOf: 'KonIQ-10k',
      better: 'higher',
      range: [0, 100],
      isClipped: false,
      protocol: graphIqaProtocol.name,
      caution:
        "GraphIQA's own scores are random: they depend on the rest of the batch and have noise added. Here " +
        "every crop is scored alone and without noise. The authors' published file is not trained on ratings, " +
        'so its scores mean nothing until finetune.py has been run.',
      licence: 'Apache-2.0',
      file: 'graph-iqa.safetensors',
      bytes: 164e6,
      source: { kind: 'brought', page: 'https://github.com/geekyutao/GraphIQA#usages' },
    },
  ],
  namings: [
    {
      name: 'authors',
      checkpoint: 'graph-iqa-koniq',
      nameInFile: (name) => sequentialName('extractor.feature_extractor.', name),
      // Branches of the pre-training, for the kind and level of a distortion.
      ignored:
        /\.num_batches_tracked$|(^|\.)(domainlevelgraph\.(gcn_v\.gcn|hyperpred|domain_learner)|predictor|classifier)\./,
    },
  ],
  card: () => import('./card.ts'),
  code: () => import('./code.ts'),
};
