import type { Checkpoint, PublishedFile } from '../checkpoint.ts';
import type { MetricModel } from '../metric.ts';
import type { Naming } from '../naming.ts';
import {
  describeInception,
  describeMobileNet,
  kerasInceptionAxes,
  kerasInceptionName,
  kerasMobileNetAxes,
  kerasMobileNetName,
  pyiqaName,
} from './names.ts';
import { centre224, centre299, squashed, whole, wholeInception } from './protocols.ts';

const paper = 'Talebi and Milanfar, "NIMA: Neural Image Assessment", IEEE Transactions on Image Processing 27(8), 2018';

const likes = 'It predicts how much people like a photo, of which sharpness and noise are only a part.';

const mobileNetBytes = 13e6;

/** One training: what is published, where, and under which licence. */
type Training = Pick<Checkpoint, 'trainedOn' | 'sawPhotosOf' | 'range' | 'caution' | 'licence' | 'protocol'> & {
  readonly file: PublishedFile;
  readonly page: string;
  readonly hosts: readonly string[];
};

function checkpointOf(model: string, label: string, { file, page, hosts, ...rest }: Training): Checkpoint {
  const name = `${model}-${label}`;
  return {
    ...rest,
    name,
    label,
    better: 'higher',
    isClipped: false,
    file: `${name}.safetensors`,
    bytes: file.size.bytes,
    source: { kind: 'download', files: [file], page, hosts, dtype: 'f32' },
  };
}

function published(
  url: string,
  bytes: number,
  checksum: PublishedFile['checksum'] = { kind: 'recorded' },
): PublishedFile {
  return { url, name: url.slice(url.lastIndexOf('/') + 1), size: { bytes, isExact: false }, checksum };
}

function byIdealo(file: string, rest: Pick<Training, 'trainedOn' | 'sawPhotosOf' | 'caution'>): Training {
  const folder = 'https://raw.githubusercontent.com/idealo/image-quality-assessment/master/models/MobileNet/';
  return {
    ...rest,
    range: [1, 10],
    protocol: squashed.name,
    licence: 'Apache-2.0',
    file: published(folder + file, mobileNetBytes),
    page: 'https://github.com/idealo/image-quality-assessment',
    hosts: [],
  };
}

/** @param digits the first digits of the file's SHA-256, which its name includes. */
function byPyiqa(
  file: string,
  digits: string,
  bytes: number,
  rest: Pick<Training, 'trainedOn' | 'sawPhotosOf' | 'range' | 'caution' | 'protocol'>,
): Training {
  const page = 'https://huggingface.co/chaofengc/IQA-PyTorch-Weights';
  return {
    ...rest,
    licence: 'PolyForm Noncommercial 1.0.0',
    file: published(`${page}/resolve/main/${file}`, bytes, { kind: 'sha256-prefix', value: digits }),
    page,
    hosts: ['.huggingface.co', '.hf.co'],
  };
}

function pyiqaNaming(checkpoint: string): Naming {
  return { name: 'pyiqa', checkpoint, nameInFile: pyiqaName, ignored: /\.num_batches_tracked$/ };
}

const shared = { task: 'metric', paper, judges: 'photo', usesPrecision: true } as const;

const nima: MetricModel = {
  ...shared,
  name: 'nima',
  aliases: ['nima-mobilenet'],
  title: 'NIMA',
  about: 'MobileNet that predicts the distribution of human ratings of a photo, from 1 to 10.',
  protocols: [squashed, whole],
  checkpoints: [
    checkpointOf(
      'nima',
      'aesthetic',
      byIdealo('weights_mobilenet_aesthetic_0.07.hdf5', {
        trainedOn: 'AVA, human ratings of photos in contests, by idealo',
        sawPhotosOf: 'AVA',
        caution: likes,
      }),
    ),
    checkpointOf(
      'nima',
      'technical',
      byIdealo('weights_mobilenet_technical_0.11.hdf5', {
        trainedOn: 'TID2013, human ratings of distorted photos, by idealo',
        sawPhotosOf: 'TID2013',
        caution: null,
      }),
    ),
    checkpointOf('nima', 'titu1994', {
      trainedOn: 'AVA, human ratings of photos in contests, by titu1994',
      sawPhotosOf: 'AVA',
      range: [1, 10],
      protocol: whole.name,
      caution: likes,
      licence: 'MIT',
      file: published(
        'https://github.com/titu1994/neural-image-assessment/releases/download/v0.5/mobilenet_weights.h5',
        mobileNetBytes,
      ),
      page: 'https://github.com/titu1994/neural-image-assessment/releases',
      hosts: ['.githubusercontent.com'],
    }),
  ],
  namings: [
    {
      name: 'keras',
      checkpoint: 'nima-aesthetic',
      nameInFile: kerasMobileNetName,
      describe: describeMobileNet,
      axesInFile: kerasMobileNetAxes,
    },
  ],
  card: async () => (await import('./card.ts')).cards.nima,
  code: async () => (await import('./code.ts')).networks.nima,
};

const nimaVgg16: MetricModel = {
  ...shared,
  name: 'nima-vgg16',
  aliases: ['nima-vgg16-ava'],
  title: 'NIMA on VGG-16',
  about: 'VGG-16 that predicts the distribution of human ratings of a photo, from 1 to 10.',
  protocols: [centre224],
  checkpoints: [
    checkpointOf(
      'nima-vgg16',
      'ava',
      byPyiqa('NIMA_VGG16_ava-dc4e8265.pth', 'dc4e8265', 58.9e6, {
        trainedOn: 'AVA, human ratings of photos in contests, by pyiqa',
        sawPhotosOf: 'AVA',
        range: [1, 10],
        protocol: centre224.name,
        caution: likes,
      }),
    ),
  ],
  namings: [pyiqaNaming('nima-vgg16-ava')],
  card: async () => (await import('./card.ts')).cards['nima-vgg16'],
  code: async () => (await import('./code.ts')).networks['nima-vgg16'],
};

const inceptionBytes = 218e6;

const nimaInception: MetricModel = {
  ...shared,
  name: 'nima-inception',
  aliases: ['nima-inception-resnet-v2'],
  title: 'NIMA on Inception-ResNet-v2',
  about: 'Inception-ResNet-v2 that predicts the distribution of human ratings of a photo, or their mean.',
  protocols: [centre299, squashed, wholeInception],
  checkpoints: [
    checkpointOf(
      'nima-inception',
      'ava',
      byPyiqa('NIMA_InceptionV2_ava-b0c77c00.pth', 'b0c77c00', inceptionBytes, {
        trainedOn: 'AVA, human ratings of photos in contests, by pyiqa',
        sawPhotosOf: 'AVA',
        range: [1, 10],
        protocol: centre299.name,
        caution: likes,
      }),
    ),
    checkpointOf(
      'nima-inception',
      'koniq',
      byPyiqa('NIMA_koniq-250367ae.pth', '250367ae', inceptionBytes, {
        trainedOn: 'KonIQ-10k, human ratings of authentic photos, by pyiqa',
        sawPhotosOf: 'KonIQ-10k',
        range: [0, 1],
        protocol: centre299.name,
        caution: 'It gives only a mean, no distribution.',
      }),
    ),
    checkpointOf(
      'nima-inception',
      'spaq',
      byPyiqa('NIMA-spaq-46a7fcb7.pth', '46a7fcb7', inceptionBytes, {
        trainedOn: 'SPAQ, human ratings of smartphone photos, by pyiqa',
        sawPhotosOf: 'SPAQ',
        range: [0, 1],
        protocol: centre299.name,
        caution: 'It gives only a mean, no distribution.',
      }),
    ),
    {
      name: 'nima-inception-titu1994',
      label: 'titu1994',
      trainedOn: "AVA, human ratings of photos in contests, by tfriedel with titu1994's code",
      sawPhotosOf: 'AVA',
      better: 'higher',
      range: [1, 10],
      isClipped: false,
      protocol: wholeInception.name,
      caution: likes,
      licence: 'MIT',
      file: 'nima-inception-titu1994.safetensors',
      bytes: inceptionBytes,
      source: { kind: 'brought', page: 'https://github.com/titu1994/neural-image-assessment/releases' },
    },
  ],
  namings: [
    pyiqaNaming('nima-inception-ava'),
    {
      name: 'keras',
      checkpoint: 'nima-inception-titu1994',
      nameInFile: kerasInceptionName,
      describe: describeInception,
      axesInFile: kerasInceptionAxes,
    },
  ],
  card: async () => (await import('./card.ts')).cards['nima-inception'],
  code: async () => (await import('./code.ts')).networks['nima-inception'],
};

export const nimaModels: readonly MetricModel[] = [nima, nimaVgg16, nimaInception];
