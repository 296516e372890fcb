import type { PublishedFile } from '../checkpoint.ts';
import type { MetricModel } from '../metric.ts';
import type { Naming } from '../naming.ts';
import { isOfResNet, nameInResNet } from './names.ts';

const resNet: PublishedFile = {
  url: 'https://download.pytorch.org/models/resnet50-0676ba61.pth',
  name: 'resnet50-0676ba61.pth',
  size: { bytes: 102.5e6, isExact: false },
  checksum: { kind: 'sha256-prefix', value: '0676ba61' },
};

function published(repository: string, commit: string, bytes: number, sha256: string): PublishedFile {
  const name = `${repository}.pt`;
  return {
    url: `https://raw.githubusercontent.com/lidq92/${repository}/${commit}/models/${name}`,
    name,
    size: { bytes, isExact: true },
    checksum: { kind: 'sha256', value: sha256 },
  };
}

const common = {
  label: 'authors',
  better: 'higher',
  range: [0, 1],
  isClipped: false,
  protocol: null,
  caution: null,
  licence: 'MIT; BSD 3-Clause (ResNet-50, trained on ImageNet)',
  bytes: 96e6,
} as const;

/** Heads are published without the ResNet-50, which is torchvision's. */
function naming(checkpoint: string): Naming {
  return {
    name: 'authors',
    checkpoint,
    nameInFile: (tensor) => (isOfResNet(tensor) ? nameInResNet(tensor) : tensor),
    partOf: (tensor) => (isOfResNet(tensor) ? 'resnet50' : 'head'),
    ignored: /\.num_batches_tracked$|^fc\.|^ann\.fc\./,
  };
}

const row = {
  task: 'metric',
  aliases: [],
  judges: 'frames',
  usesPrecision: true,
  protocols: [],
} as const;

export const vsfa: MetricModel = {
  ...row,
  name: 'vsfa',
  title: 'VSFA',
  about: 'ResNet-50 features of every frame at its original size, and a GRU that follows them over time.',
  paper: 'Li, Jiang and Jiang, "Quality Assessment of In-the-Wild Videos", ACM Multimedia 2019',
  checkpoints: [
    {
      ...common,
      name: 'vsfa-konvid',
      trainedOn: 'KoNViD-1k, human ratings of videos divided by their maximum, by the authors',
      sawPhotosOf: 'KoNViD-1k',
      file: 'vsfa.safetensors',
      source: {
        kind: 'download',
        files: [
          resNet,
          published(
            'VSFA',
            '00741d0e99af2da0cff5270154010db6d2783485',
            2_227_645,
            '07ce3eab277f3351b989f8d9b39fd22507262a9daf05a309eee4106ab2a0e57b',
          ),
        ],
        page: 'https://github.com/lidq92/VSFA',
        hosts: [],
        dtype: 'f32',
      },
    },
  ],
  namings: [naming('vsfa-konvid')],
  card: async () => (await import('./card.ts')).cards.vsfa,
  code: () => import('./vsfa.ts'),
};

export const mdtVsfa: MetricModel = {
  ...row,
  name: 'mdtvsfa',
  title: 'MDTVSFA',
  about: 'VSFA trained on several data sets at once; it also gives the score on the scale of each.',
  paper:
    'Li, Jiang and Jiang, "Unified Quality Assessment of In-the-Wild Videos with Mixed Datasets Training", International ' +
    'Journal of Computer Vision 129, 2021',
  checkpoints: [
    {
      ...common,
      name: 'mdtvsfa-mixed',
      trainedOn: 'KoNViD-1k, CVD2014, LIVE-Qualcomm and LIVE-VQC, human ratings of videos, by the authors',
      sawPhotosOf: 'KoNViD-1k',
      file: 'mdtvsfa.safetensors',
      source: {
        kind: 'download',
        files: [
          resNet,
          published(
            'MDTVSFA',
            '07bd92d2529839051335bb1a59ea0487d20602e4',
            2_163_133,
            'd5dd4fdf69ad4ee0e7f15caca1b5346d30e4d24a67fbbfd2e3fe434cbf5458c7',
          ),
        ],
        page: 'https://github.com/lidq92/MDTVSFA',
        hosts: [],
        dtype: 'f32',
      },
    },
  ],
  namings: [naming('mdtvsfa-mixed')],
  card: async () => (await import('./card.ts')).cards.mdtvsfa,
  code: () => import('./mdtvsfa.ts'),
};
