import type { Checkpoint } from '../checkpoint.ts';
import type { MetricModel } from '../metric.ts';
import type { Naming } from '../naming.ts';
import { googleNaming } from './google-names.ts';
import { cubicScales, gaussianScales } from './protocol.ts';
import { standardised } from './standardise.ts';

type Training = Pick<Checkpoint, 'trainedOn' | 'sawPhotosOf' | 'range'>;

const ratings = (dataSet: string): Training => ({
  trainedOn: `${dataSet}, human ratings (MOS)`,
  sawPhotosOf: dataSet,
  range: [0, 100],
});

const trainings: Readonly<Record<string, Training>> = {
  koniq: ratings('KonIQ-10k'),
  spaq: ratings('SPAQ'),
  paq2piq: ratings('PaQ-2-PiQ'),
  ava: { trainedOn: 'AVA, votes from 1 to 10 for how a photo looks', sawPhotosOf: 'AVA', range: [1, 10] },
};

const common = { better: 'higher', isClipped: false, bytes: 108.6e6 } as const;

const differingJpeg =
  "Google's code decodes JPEG with TensorFlow's fast settings, so its own scores of a JPEG differ slightly.";
const alikeFiles = 'Files of KonIQ-10k, SPAQ and PaQ-2-PiQ cannot be told apart';

/** Google's checkpoints in its own files, in a folder that requires a browser. */
function google([training, facts]: readonly [string, Training]): Checkpoint {
  return {
    ...common,
    ...facts,
    name: `musiq-google-${training}`,
    label: `google-${training}`,
    protocol: gaussianScales.name,
    caution: `${differingJpeg} ${alikeFiles}: \`convert --checkpoint\` says which one it is.`,
    plainCaution: `${differingJpeg} ${alikeFiles}.`,
    licence: 'Apache-2.0',
    file: `musiq-google-${training}.safetensors`,
    source: { kind: 'brought', page: 'https://console.cloud.google.com/storage/browser/gresearch/musiq' },
  };
}

/** The same, converted by pyiqa. */
function pyiqa([training, facts]: readonly [string, Training], digits: string): Checkpoint {
  const name = `musiq_${training}_ckpt-${digits}.pth`;
  return {
    ...common,
    ...facts,
    name: `musiq-${training}`,
    label: training,
    protocol: cubicScales.name,
    caution:
      "pyiqa's resizing, standardisation of convolutions and GELU differ from Google's, so its scores " +
      "differ slightly from Google's.",
    licence: 'Apache-2.0',
    file: `musiq-${training}.safetensors`,
    source: {
      kind: 'download',
      files: [
        {
          url: `https://huggingface.co/chaofengc/IQA-PyTorch-Weights/resolve/main/${name}`,
          name,
          size: { bytes: common.bytes, isExact: false },
          checksum: { kind: 'sha256-prefix', value: digits },
        },
      ],
      page: 'https://huggingface.co/chaofengc/IQA-PyTorch-Weights',
      hosts: ['.huggingface.co', '.hf.co'],
      dtype: 'f32',
    },
  };
}

const digits = { koniq: 'e95806b9', spaq: '358bb6af', paq2piq: '364c0c84', ava: 'e8d3f067' } as const;

const published = Object.entries(digits).map(([training, value]) => pyiqa([training, trainings[training]!], value));

/** Convolutions are stored as trained, and standardised when they are used. */
const isStandardised = /(^|\.)conv[^.]*\.weight$/;

const prepared: Naming['prepared'] = (tensor) =>
  isStandardised.test(tensor) ? (values, [outputs]) => standardised(values, outputs!, 'unbiased') : undefined;

const namings: readonly Naming[] = [
  { name: 'pyiqa', checkpoint: 'musiq-koniq', nameInFile: (name) => name, prepared },
  {
    name: 'pyiqa-ava',
    checkpoint: 'musiq-ava',
    nameInFile: (name) => name.replace(/^head\./, 'head.0.'),
    prepared,
  },
  googleNaming,
];

export const musiq: MetricModel = {
  task: 'metric',
  name: 'musiq',
  aliases: [],
  title: 'MUSIQ',
  about: 'A transformer that sees the whole photo at its original size and at two smaller ones.',
  paper: 'Ke, Wang, Wang, Milanfar and Yang, "MUSIQ: Multi-scale Image Quality Transformer", ICCV 2021',
  judges: 'photo',
  usesPrecision: true,
  protocols: [cubicScales, gaussianScales],
  checkpoints: [...published, ...Object.entries(trainings).map(google)],
  namings,
  card: () => import('./card.ts'),
  code: () => import('./code.ts'),
};
