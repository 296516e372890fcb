/** deepIQA: the authors' own code and its trainings, as Chainer saved them. */
import type { TensorFile } from '../../formats/tensor-file.ts';
import { levels, type Normalisation, zeroToOne } from '../../image/normalisation.ts';
import type { Checkpoint } from '../checkpoint.ts';
import type { Naming } from '../naming.ts';
import { allPatchProtocol } from './patches.ts';

const naming = 'deepiqa';
const page = 'https://github.com/dmaniry/deepIQA';
const folder = 'https://raw.githubusercontent.com/dmaniry/deepIQA/51dece994d73f43dbd2ea44d3f2ef581014194ad/models';

const dataSets = {
  live: { title: 'LIVE', rating: 'DMOS', better: 'lower', range: [0, 100] },
  tid: { title: 'TID2013', rating: 'MOS', better: 'higher', range: [0, 9] },
} as const;

/** `weighted` is WaDIQaM, `patchwise` DIQaM. */
type Top = 'weighted' | 'patchwise';

function checkpoint(kind: 'nr' | 'fr', dataSet: keyof typeof dataSets, top: Top, bytes: number): Checkpoint {
  const { title, rating, better, range } = dataSets[dataSet];
  const name = `${top === 'weighted' ? 'wadiqam' : 'diqam'}-${kind}-deepiqa-${dataSet}`;
  const file = `${kind}_${dataSet}_${top}.model`;
  return {
    name,
    label: `${naming}-${dataSet}-${top}`,
    trainedOn: `${title}, human ratings of distorted photos (${rating}), by the authors`,
    sawPhotosOf: title,
    better,
    range,
    isClipped: false,
    protocol: allPatchProtocol.name,
    caution: null,
    licence: 'MIT',
    file: `${name}.safetensors`,
    bytes,
    source: {
      kind: 'download',
      files: [
        { url: `${folder}/${file}`, name: file, size: { bytes, isExact: false }, checksum: { kind: 'recorded' } },
      ],
      page,
      hosts: [],
      dtype: 'f32',
    },
  };
}

/** Every file without a reference has both branches, so files of DIQaM are as large as those of WaDIQaM. */
export const deepIqaNr = [
  checkpoint('nr', 'live', 'weighted', 21e6),
  checkpoint('nr', 'live', 'patchwise', 21e6),
  checkpoint('nr', 'tid', 'weighted', 21e6),
  checkpoint('nr', 'tid', 'patchwise', 21e6),
];
export const deepIqaFr = [
  checkpoint('fr', 'live', 'weighted', 25e6),
  checkpoint('fr', 'live', 'patchwise', 22e6),
  checkpoint('fr', 'tid', 'weighted', 25e6),
  checkpoint('fr', 'tid', 'patchwise', 22e6),
];

/** `conv1.weight` is `conv1/W`, the quality's `fc1q_nr` or `fc1_q` is `fc1`, and the weight's `fc1_a`. */
export function deepIqaNaming(kind: 'nr' | 'fr'): Naming {
  return {
    name: naming,
    checkpoint: `wadiqam-${kind}-deepiqa-live`,
    nameInFile: (tensor) =>
      tensor
        .replace(/^(fc[12])_?q(_nr)?/, '$1')
        .replace(/^(fc[12])_?w(_nr)?/, '$1_a')
        .replace(/\.weight$/, '/W')
        .replace(/\.bias$/, '/b'),
  };
}

/** deepIQA's networks take bytes, the others 0..1. */
export function pixelsOf({ metadata }: TensorFile): Normalisation {
  return metadata.source_naming === naming ? levels : zeroToOne;
}

/** Whether patches have equal weights even if the file has a branch for weights. */
export function weighsAlike({ label }: Checkpoint): boolean {
  return label.endsWith('-patchwise');
}
