import type { MetricModel } from '../metric.ts';
import { hyperIqaProtocols } from './protocols.ts';
import { pyiqaName } from './pyiqa-names.ts';

const koniqOnDrive = '1OOUmnbvpGea0LIGpIWEbOyxfWx6UCiiE';
/** In float32, whoever wrote it. */
const size = { bytes: 110_000_000, isExact: false };
const ignored = /\.num_batches_tracked$/;

export const hyperIqa: MetricModel = {
  task: 'metric',
  name: 'hyperiqa',
  aliases: [],
  title: 'HyperIQA',
  about: 'A hypernetwork that computes, for every photo, the weights of the small network that scores it.',
  paper:
    'Su, Yan, Zhu, Zhang, Ge, Sun and Zhang, "Blindly Assess Image Quality in the Wild Guided by a Self-Adaptive Hyper ' +
    'Network", CVPR 2020',
  judges: 'photo',
  usesPrecision: true,
  protocols: hyperIqaProtocols,
  checkpoints: [
    {
      name: 'hyperiqa-koniq',
      label: 'authors',
      trainedOn: 'KonIQ-10k, human ratings of 10,073 photos, by the authors',
      sawPhotosOf: 'KonIQ-10k',
      better: 'higher',
      range: [0, 100],
      isClipped: false,
      protocol: 'demo',
      caution: null,
      licence: 'none stated',
      file: 'hyperiqa.safetensors',
      bytes: 110e6,
      source: {
        kind: 'download',
        files: [
          {
            url: `https://drive.usercontent.google.com/download?id=${koniqOnDrive}&export=download&confirm=t`,
            name: 'koniq_pretrained.pkl',
            size,
            checksum: { kind: 'recorded' },
          },
        ],
        page: `https://drive.google.com/file/d/${koniqOnDrive}/view`,
        hosts: ['drive.google.com', 'docs.google.com', '.googleusercontent.com'],
        dtype: 'f32',
      },
    },
    {
      name: 'hyperiqa-nano',
      label: 'nano',
      trainedOn: 'synthetic distortions of 356 photographs',
      sawPhotosOf: null,
      better: 'higher',
      range: [0, 100],
      isClipped: true,
      protocol: 'demo',
      caution:
        'Using the built-in nano model: trained on synthetic distortions, not human ratings (docs/NANO.md). ' +
        'The command `weights get hyperiqa-koniq` downloads weights trained on human ratings.',
      plainCaution: 'The built-in nano model was trained on synthetic distortions, not on human ratings.',
      licence: 'MIT',
      file: 'hyperiqa-nano.safetensors',
      bytes: 1.65e6,
      source: { kind: 'committed' },
    },
    {
      name: 'hyperiqa-pyiqa',
      label: 'pyiqa',
      trainedOn: 'KonIQ-10k, by pyiqa',
      sawPhotosOf: 'KonIQ-10k',
      better: 'higher',
      range: [0, 1],
      isClipped: false,
      protocol: 'uniform',
      caution: null,
      licence: 'PolyForm Noncommercial 1.0.0',
      file: 'hyperiqa-pyiqa.safetensors',
      bytes: 110e6,
      source: {
        kind: 'download',
        files: [
          {
            url: 'https://huggingface.co/chaofengc/IQA-PyTorch-Weights/resolve/main/HyperIQA-resnet50-koniq10k-c96c41b1.pth',
            name: 'HyperIQA-resnet50-koniq10k-c96c41b1.pth',
            size,
            checksum: { kind: 'sha256-prefix', value: 'c96c41b1' },
          },
        ],
        page: 'https://huggingface.co/chaofengc/IQA-PyTorch-Weights',
        hosts: ['.huggingface.co', '.hf.co'],
        dtype: 'f32',
      },
    },
  ],
  namings: [
    { name: 'authors', checkpoint: 'hyperiqa-koniq', nameInFile: (name) => name, ignored },
    { name: 'pyiqa', checkpoint: 'hyperiqa-pyiqa', nameInFile: pyiqaName, ignored },
  ],
  card: () => import('./card.ts'),
  code: () => import('./code.ts'),
};
