import { sequentialName } from '../backbones/resnet-layout.ts';
import type { MetricModel } from '../metric.ts';
import { graphIqaProtocol } from './protocol.ts';

export const graphIqa: MetricModel = {
  task: 'metric',
  name: 'graph-iqa',
  aliases: ['graphiqa'],
  title: 'GraphIQA',
  about: 'ResNet-50 whose features are the nodes and edges of a graph of distortions, on 25 random crops of 224x224.',
  paper:
    'Sun, Yu, Xu, Zhou and Chen, "GraphIQA: Learning Distortion Graph Representations for Blind Image Quality Assessment", ' +
    'IEEE Transactions on Multimedia 25, 2023',
  parity:
    "PyTorch computes the authors' graph around torchvision's blocks on seeded weights, each crop in a batch of its own and " +
    'without noise: intermediate tensors agree within 1e-4 of their largest magnitude, scores within 1e-4 of the range.',
  limits:
    "The authors' own scores vary with the other photos of a batch and by noise, which are left out here. Crops lie at random " +
    'places, so two seeds give two scores.',
  judges: 'photo',
  usesPrecision: true,
  protocols: [graphIqaProtocol],
  checkpoints: [
    {
      name: 'graph-iqa-koniq',
      label: 'koniq',
      trainedOn: "KonIQ-10k, people's ratings of photos, with the authors' finetune.py",
      sawPhotosOf: 'KonIQ-10k',
      better: 'higher',
      range: [0, 100],
      isClipped: false,
      protocol: graphIqaProtocol.name,
      caution:
        "GraphIQA's own scores are random: they depend on what else is in a batch and have noise added. These are of every " +
        'crop by itself and without noise. The file that the authors publish is not yet trained on ratings, so its scores ' +
        'mean nothing before finetune.py.',
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
  code: () => import('./code.ts'),
};
