import type { Checkpoint } from '../checkpoint.ts';
import type { MetricModel } from '../metric.ts';
import { describeKeras, describePort, kerasAxes, kerasName, portName } from './names.ts';
import { konCeptProtocol } from './protocol.ts';

function checkpoint(label: string, trainedBy: string, caution: string, page: string): Checkpoint {
  return {
    name: `koncept512-${label}`,
    label,
    trainedOn: `KonIQ-10k, human ratings of authentic photos (MOS), by ${trainedBy}`,
    sawPhotosOf: 'KonIQ-10k',
    better: 'higher',
    range: [1, 100],
    isClipped: false,
    protocol: konCeptProtocol.name,
    caution,
    licence: 'MIT',
    file: `koncept512-${label}.safetensors`,
    bytes: 240e6,
    source: { kind: 'brought', page },
  };
}

const resized = "It was trained on photos that were resized to 512x384 in an unpublished way; here Pillow's is used.";

export const konCept512: MetricModel = {
  task: 'metric',
  name: 'koncept512',
  aliases: ['koncept'],
  title: 'KonCept512',
  about: 'Inception-ResNet-v2 and three fully connected layers, on the whole photo squashed to 512x384.',
  paper:
    'Hosu, Lin, Sziranyi and Saupe, "KonIQ-10k: An Ecologically Valid Database for Deep Learning of Blind Image Quality Assessment", ' +
    'IEEE Transactions on Image Processing 29, 2020',
  judges: 'photo',
  usesPrecision: true,
  protocols: [konCeptProtocol],
  checkpoints: [
    checkpoint('authors', 'the authors', resized, 'https://github.com/subpic/koniq'),
    checkpoint(
      'pytorch',
      'ZhengyuZhao',
      `${resized} This port only averages the upper left 8x8 of the last 10x14 positions, so it hardly sees the photo's lower ` +
        'and right parts.',
      'https://github.com/ZhengyuZhao/koniq-PyTorch',
    ),
  ],
  namings: [
    {
      name: 'authors',
      checkpoint: 'koncept512-authors',
      nameInFile: kerasName,
      describe: describeKeras,
      axesInFile: kerasAxes,
    },
    {
      name: 'pytorch',
      checkpoint: 'koncept512-pytorch',
      nameInFile: portName,
      describe: describePort,
      ignored: /\.num_batches_tracked$/,
    },
  ],
  card: () => import('./card.ts'),
  code: () => import('./code.ts'),
};
