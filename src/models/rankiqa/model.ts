import type { Checkpoint } from '../checkpoint.ts';
import type { MetricModel } from '../metric.ts';
import type { Naming } from '../naming.ts';
import { randomCrops } from './protocol.ts';

function published(
  label: string,
  rest: Pick<Checkpoint, 'trainedOn' | 'sawPhotosOf' | 'better' | 'range'>,
): Checkpoint {
  return {
    ...rest,
    name: `rankiqa-${label}`,
    label,
    isClipped: false,
    protocol: randomCrops.name,
    caution: null,
    licence: 'MIT',
    file: `rankiqa-${label}.safetensors`,
    bytes: 537e6,
    // The publisher's page leads to folders of Google Drive and Baidu, which programs cannot download from.
    source: { kind: 'brought', page: 'https://github.com/xialeiliu/RankIQA/tree/master/pre-trained' },
  };
}

/** Caffe numbers a layer's blobs. The two trainings differ in the names of the layers after the convolutions. */
function caffe(label: string, suffix: string): Naming {
  return {
    name: label,
    checkpoint: `rankiqa-${label}`,
    nameInFile: (name) =>
      name
        .replace(/^(fc[67])\./, `$1${suffix}.`)
        .replace(/weight$/, '0')
        .replace(/bias$/, '1'),
  };
}

export const rankIqa: MetricModel = {
  task: 'metric',
  name: 'rankiqa',
  aliases: [],
  title: 'RankIQA',
  about: 'VGG-16 trained to rank distorted photos and then on ratings, on 30 random crops of 224x224.',
  paper:
    'Liu, van de Weijer and Bagdanov, "RankIQA: Learning from Rankings for No-reference Image Quality Assessment", ICCV 2017',
  judges: 'photo',
  usesPrecision: true,
  protocols: [randomCrops],
  checkpoints: [
    published('tid2013', {
      trainedOn: 'TID2013, human ratings of distorted photos (MOS), by the authors',
      sawPhotosOf: 'TID2013',
      better: 'higher',
      range: [0, 9],
    }),
    published('live', {
      trainedOn: 'LIVE, human ratings of distorted photos (DMOS), by the authors',
      sawPhotosOf: 'LIVE',
      better: 'lower',
      range: [0, 100],
    }),
  ],
  namings: [caffe('tid2013', '_m'), caffe('live', '')],
  card: () => import('./card.ts'),
  code: () => import('./code.ts'),
};
