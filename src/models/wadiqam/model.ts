import type { Checkpoint } from '../checkpoint.ts';
import type { MetricModel } from '../metric.ts';
import type { Naming } from '../naming.ts';
import { deepIqaFr, deepIqaNaming, deepIqaNr } from './deep-iqa.ts';
import { allPatchProtocol, patchProtocol } from './patches.ts';

const paper =
  'Bosse, Maniry, Müller, Wiegand and Samek, "Deep Neural Networks for No-Reference and Full-Reference Image Quality ' +
  'Assessment", IEEE Transactions on Image Processing 27(1), 2018';

const common = {
  sawPhotosOf: null,
  isClipped: false,
  protocol: patchProtocol.name,
  caution: null,
} as const;

/** pyiqa's scores are its training's labels, negated and scaled. */
function pyiqa(name: string, file: string, trainedOn: string, bytes: number): Checkpoint {
  return {
    ...common,
    name,
    label: 'pyiqa',
    trainedOn,
    better: 'higher',
    range: [-1, 0.1],
    licence: 'PolyForm Noncommercial 1.0.0',
    file: `${name}.safetensors`,
    bytes,
    source: {
      kind: 'download',
      files: [
        {
          url: `https://huggingface.co/chaofengc/IQA-PyTorch-Weights/resolve/main/${file}`,
          name: file,
          size: { bytes, isExact: false },
          checksum: { kind: 'sha256-prefix', value: file.slice(-12, -4) },
        },
      ],
      page: 'https://huggingface.co/chaofengc/IQA-PyTorch-Weights',
      hosts: ['.huggingface.co', '.hf.co'],
      dtype: 'f32',
    },
  };
}

function lidq92(name: string, bytes: number): Checkpoint {
  return {
    ...common,
    name,
    label: 'lidq92',
    trainedOn: "LIVE, human ratings of distorted photos (DMOS over its maximum), with lidq92's code",
    sawPhotosOf: 'LIVE',
    better: 'lower',
    range: [0, 1],
    licence: 'none stated',
    file: `${name}.safetensors`,
    bytes,
    source: { kind: 'brought', page: 'https://github.com/lidq92/WaDIQaM' },
  };
}

const placesInPyiqa = [0, 2, 5, 7, 10, 12, 15, 17, 20, 22];

function pyiqaName(tensor: string): string {
  return tensor
    .replace(/^conv(\d+)/, (_, number: string) => `features.${placesInPyiqa[Number(number) - 1]}`)
    .replace(/^fc1_?([qw])(_nr)?/, 'fc_$1.0')
    .replace(/^fc2_?([qw])(_nr)?/, 'fc_$1.3');
}

function namings(kind: 'nr' | 'fr', own: string, ofPyiqa: string): readonly Naming[] {
  return [
    { name: 'lidq92', checkpoint: own, nameInFile: (name) => name },
    { name: 'pyiqa', checkpoint: ofPyiqa, nameInFile: pyiqaName },
    deepIqaNaming(kind),
  ];
}

const row = {
  task: 'metric',
  paper,
  usesPrecision: true,
  protocols: [patchProtocol, allPatchProtocol],
} as const;

export const waDiqamNr: MetricModel = {
  ...row,
  name: 'wadiqam-nr',
  aliases: ['wadiqam', 'diqam-nr'],
  title: 'WaDIQaM-NR',
  about: 'Ten convolutions on every 32x32 patch, which also predict how much the patch counts.',
  judges: 'photo',
  checkpoints: [
    pyiqa('wadiqam-nr-pyiqa', 'WaDIQaM-NR-koniq-aaffea29.pth', 'KonIQ-10k, by pyiqa', 21e6),
    lidq92('wadiqam-nr-live', 21e6),
    ...deepIqaNr,
  ],
  namings: namings('nr', 'wadiqam-nr-live', 'wadiqam-nr-pyiqa'),
  card: async () => (await import('./card.ts')).cards['wadiqam-nr'],
  code: () => import('./no-reference.ts'),
};

export const waDiqamFr: MetricModel = {
  ...row,
  name: 'wadiqam-fr',
  aliases: ['diqam-fr'],
  title: 'WaDIQaM-FR',
  about: 'The ten convolutions of WaDIQaM-NR on every patch of a photo and of its reference, and their difference.',
  judges: 'photo-against-reference',
  checkpoints: [
    pyiqa('wadiqam-fr-pyiqa', 'WaDIQaM-kadid-f7541ea5.pth', 'KADID-10k, by pyiqa', 25e6),
    lidq92('wadiqam-fr-live', 25e6),
    ...deepIqaFr,
  ],
  namings: namings('fr', 'wadiqam-fr-live', 'wadiqam-fr-pyiqa'),
  card: async () => (await import('./card.ts')).cards['wadiqam-fr'],
  code: () => import('./full-reference.ts'),
};
