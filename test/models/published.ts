/**
 * Small seeded weights of every model, in files of the kinds that the model is published in. They have the widths, depths and
 * seeds of the models' fixtures, so that activations keep their scale.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { MemorySource } from '../../src/formats/byte-source.ts';
import { openTensorFile } from '../../src/formats/detect.ts';
import type { StoredTensor, TensorFile } from '../../src/formats/tensor-file.ts';
import { toFloat32 } from '../../src/formats/to-float32.ts';
import { iResNetDistribution } from '../../src/models/backbones/iresnet.ts';
import { resNetDistribution } from '../../src/models/backbones/resnet.ts';
import { sCnnDistribution } from '../../src/models/backbones/s-cnn.ts';
import { cnnIqa } from '../../src/models/cnniqa/model.ts';
import type { Distribution } from '../../src/models/distribution.ts';
import { distributionOf as ofGraphIqa } from '../../src/models/graph-iqa/code.ts';
import { distributionOf as ofHyperIqa } from '../../src/models/hyperiqa/code.ts';
import { distributionOf as ofKoniq } from '../../src/models/koniq-plus-plus/code.ts';
import type { TensorSpec } from '../../src/models/layout.ts';
import type { Model } from '../../src/models/model.ts';
import { usualSettings } from '../../src/models/mtcnn/cascade.ts';
import { mtcnn } from '../../src/models/mtcnn/model.ts';
import { distributionOf as ofMusiq } from '../../src/models/musiq/code.ts';
import { syntheticWeights } from '../../src/models/synthetic.ts';
import { caffeNet } from '../formats/caffe-writer.ts';
import { type Array32, mxnetParams } from '../formats/mxnet-writer.ts';
import { type Wrapping, zipCheckpoint } from '../formats/pytorch-writer.ts';
import {
  convertedFiles,
  linearityDistribution,
  mxnetDistribution,
  type SeededWeights,
  seededCheckpoint,
} from './seeded.ts';

/** Files by name: all those that the model is published in. */
export type Files = Readonly<Record<string, Uint8Array>>;

type Distributing = (spec: TensorSpec) => Distribution | undefined;

const folder = 'test/models';
const fixtureOf = (path: string) => JSON.parse(readFileSync(`${folder}/${path}`, 'utf8'));

async function arraysOf(tensors: Iterable<StoredTensor>): Promise<readonly Array32[]> {
  const arrays: Array32[] = [];
  for (const { name, shape, read } of tensors) arrays.push({ name, shape, values: await read() });
  return arrays;
}

/** A PyTorch checkpoint of the fixture's shapes, with a prefix before every name. */
async function torch(
  weights: SeededWeights,
  prefix = '',
  distribution?: Distributing,
  wrapping: Wrapping = {},
): Promise<Uint8Array> {
  const { tensors } = seededCheckpoint(weights, prefix, distribution);
  return zipCheckpoint(await arraysOf(tensors.values()), wrapping);
}

/** Copies of files that the fixtures' scripts wrote. */
function copied(...paths: readonly string[]): Files {
  return Object.fromEntries(
    paths.map((path) => {
      const bytes = readFileSync(`${folder}/${path}`);
      const name = path.slice(path.indexOf('/') + 1).replace(/\.gz$/, '');
      return [name, path.endsWith('.gz') ? gunzipSync(bytes) : bytes];
    }),
  );
}

async function videoFiles(model: string): Promise<Files> {
  const { resnet, heads } = fixtureOf('vsfa/fixture.json');
  const distribution: Distributing = ({ name, shape }) => resNetDistribution({ name: `.${name}`, shape });
  return {
    'resnet50.pth': await torch(resnet, '', distribution),
    [`${model}.pt`]: await torch(heads[model], '', distribution),
  };
}

async function faceFile(model: string, prefix: string, wrapping?: Wrapping): Promise<Files> {
  const weights = fixtureOf(`aligned-face/${model}.json`);
  return { [`${model}.pth`]: await torch(weights, prefix, iResNetDistribution, wrapping) };
}

async function ofLine(path: string, distribution: Distributing): Promise<Files> {
  const { k, b, ...weights } = fixtureOf(path);
  return { 'line.pth': await torch(weights, '', distribution, { key: 'model', lists: { k, b } }) };
}

/** The logit of a probability. */
const logit = (p: number) => Math.log(p / (1 - p));

/**
 * MTCNN's four files. Their biases are shifted so that as many boxes pass the usual thresholds as pass the fixture's with the
 * seeded weights unchanged.
 */
async function cascadeFiles(): Promise<Files> {
  const { seed, seeded } = fixtureOf('mtcnn/fixture.json');
  const { tensors } = await syntheticWeights(mtcnn, seed);
  const shifts = Object.fromEntries(
    ['det1.conv4-1.1', 'det2.conv5-1.1', 'det3.conv6-1.1'].map((bias, i) => {
      return [bias, logit(usualSettings.thresholds[i]!) - logit(seeded.thresholds[i])];
    }),
  );
  const files = new Map<string, Array32[]>();
  for (const tensor of tensors.values()) {
    const values = await toFloat32(tensor);
    values[1]! += shifts[tensor.name] ?? 0;
    const part = tensor.name.slice(0, tensor.name.indexOf('.'));
    const blob = {
      name: tensor.name.slice(part.length + 1),
      shape: tensor.shape,
      values: new Uint8Array(values.buffer),
    };
    files.set(part, [...(files.get(part) ?? []), blob]);
  }
  return Object.fromEntries(Array.from(files, ([part, blobs]) => [`${part}.caffemodel`, caffeNet(blobs)]));
}

async function serFiqFile(): Promise<Files> {
  const { tensors }: TensorFile = seededCheckpoint(fixtureOf('aligned-face/ser-fiq.json'), '', mxnetDistribution);
  return { 'ser-fiq-0000.params': mxnetParams(await arraysOf(tensors.values())) };
}

const makers: Readonly<Record<string, () => Files | Promise<Files>>> = {
  hyperiqa: async () => ({ 'hyperiqa.pkl': await torch(fixtureOf('hyperiqa/fixture.json'), '', ofHyperIqa) }),
  cnniqa: async () => {
    const { tensors } = await syntheticWeights(cnnIqa, fixtureOf('cnniqa/fixture.json').seed);
    return { 'CNNIQA-LIVE': zipCheckpoint(await arraysOf(tensors.values())) };
  },
  'cnniqa-plus-plus': () => cnnIqaPlusFile('cnniqa-plus-plus'),
  'cnniqa-plus': () => cnnIqaPlusFile('cnniqa-plus'),
  's-cnn': async () => ({ 'scnn.pkl': await torch(fixtureOf('s-cnn/fixture.json'), 'module.', sCnnDistribution) }),
  'db-cnn': async () => ({
    'dbcnn.pth': await torch(fixtureOf('db-cnn/fixture.json'), '', sCnnDistribution, { key: 'params' }),
  }),
  deepbiq: () => copied('deepbiq/checkpoint.pth.tar', 'deepbiq/svr.npz'),
  diqa: () => copied('diqa/tutorial.h5.gz'),
  'wadiqam-nr': () => copied('wadiqam/nr.model.gz'),
  'wadiqam-fr': () => copied('wadiqam/fr.model.gz'),
  rankiqa: () => copied('rankiqa/tid2013.caffemodel'),
  vsfa: () => videoFiles('vsfa'),
  mdtvsfa: () => videoFiles('mdtvsfa'),
  nima: () => copied('nima/mobilenet.h5'),
  'nima-vgg16': () => nimaFile('vgg16'),
  'nima-inception': () => nimaFile('inceptionByTimm'),
  koncept512: async () => {
    const { seed, port } = fixtureOf('koncept512/fixture.json');
    return { 'koncept512.pth': await torch({ seed, shapes: port.shapes }, '', sCnnDistribution) };
  },
  'linearity-iqa': () => ofLine('resnets/linearity-iqa.json', linearityDistribution),
  'koniq-plus-plus': () => ofLine('resnets/koniq-plus-plus.json', ofKoniq),
  'graph-iqa': async () => ({
    'graph-iqa.pkl': await torch(fixtureOf('resnets/graph-iqa.json'), 'module.', ofGraphIqa),
  }),
  musiq: async () => ({ 'musiq.pth': await torch(fixtureOf('musiq/pyiqa.json'), '', ofMusiq, { key: 'params' }) }),
  magface: () => faceFile('magface', 'features.module.', { key: 'state_dict' }),
  'sdd-fiqa': () => faceFile('sdd-fiqa', 'module.'),
  eqface: async () => {
    const { headShapes, ...weights } = fixtureOf('aligned-face/eqface.json');
    return {
      'backbone.pth': await torch(weights, '', iResNetDistribution),
      'quality.pth': await torch({ ...weights, shapes: headShapes }, 'module.', iResNetDistribution),
    };
  },
  'ser-fiq': serFiqFile,
  faceqnet: () => copied('faceqnet/whole.h5.gz'),
  mtcnn: cascadeFiles,
};

async function cnnIqaPlusFile(model: string): Promise<Files> {
  const fixture = fixtureOf('cnniqa-plus/fixture.json');
  return { [model]: await torch({ seed: fixture.seed, shapes: fixture[model].shapes }) };
}

async function nimaFile(network: string): Promise<Files> {
  const fixture = fixtureOf('nima/fixture.json');
  const weights = { seed: fixture.seed, shapes: fixture[network].shapes };
  return { [`${network}.pth`]: await torch(weights, '', sCnnDistribution, { key: 'params' }) };
}

/**
 * The files of a model: the committed ones, or else small ones from the table above; none for a formula.
 * @throws Error for a model that is not in the table.
 */
export async function publishedFiles(model: Model): Promise<Files> {
  if (model.namings.length === 0) return {};
  const make = makers[model.name];
  if (make !== undefined) return make();
  const committed = model.checkpoints.find(({ source }) => source.kind === 'committed');
  if (committed !== undefined) return { [committed.file!]: readFileSync(`weights/${committed.file}`) };
  throw new Error(
    `test/models/published.ts has no files of ${model.name}: add small ones, as it is published, to its table.`,
  );
}

/** The weights into which `convert` turns a model's files. */
export async function convertedPublished(files: Files): Promise<TensorFile> {
  const parts = Object.entries(files).map(([name, bytes]) => openTensorFile(new MemorySource(name, bytes)));
  return convertedFiles(await Promise.all(parts));
}
