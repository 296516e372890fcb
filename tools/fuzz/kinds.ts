/** The kinds of files that are fuzzed. */
import { both, floats, legacyShape, netOfV1 } from '../../test/formats/caffe-writer.ts';
import { mxnetParams } from '../../test/formats/mxnet-writer.ts';
import { legacyCheckpoint, zipCheckpoint } from '../../test/formats/pytorch-writer.ts';
import { bitmaps } from '../../test/image/bmp.ts';
import type { Dialect } from './dialect.ts';
import { examinePhoto } from './examine-photo.ts';
import { examineStudy } from './examine-study.ts';
import { examineTable } from './examine-table.ts';
import { examineManifest, examineWeights } from './examine-weights.ts';
import { bmp } from './formats/bmp.ts';
import { gif } from './formats/gif.ts';
import { hdf5 } from './formats/hdf5.ts';
import { iso } from './formats/iso.ts';
import { jpeg } from './formats/jpeg.ts';
import { mxnet } from './formats/mxnet.ts';
import { npy, npz } from './formats/npy.ts';
import { png } from './formats/png.ts';
import { protobuf } from './formats/protobuf.ts';
import { pytorchLegacy, pytorchZip } from './formats/pytorch.ts';
import { json, lines, safetensors } from './formats/text.ts';
import { tiff } from './formats/tiff.ts';
import { webp } from './formats/webp.ts';
import type { Outcome } from './judge.ts';
import {
  fixtures,
  manifestPart,
  manifestSeeds,
  narrowModel,
  narrowSafetensors,
  type Seed,
  tableSeeds,
  yamlSeeds,
} from './seeds.ts';
import { study, studyNames, studySeed } from './study-seed.ts';

export interface Kind {
  readonly name: string;
  readonly dialect: Dialect;
  readonly seeds: () => readonly Seed[] | Promise<readonly Seed[]>;
  readonly examine: (bytes: Uint8Array) => Promise<Outcome>;
  /** true for photos, which can be compared with Pillow. */
  readonly isPhoto?: true;
}

const weightFiles = (ending: RegExp) => fixtures('test/fixtures/formats', ending);
const photo = (name: string, dialect: Dialect, ending: RegExp): Kind => ({
  name,
  dialect,
  seeds: () => fixtures('test/fixtures/image/files', ending),
  examine: examinePhoto,
  isPhoto: true,
});
const weights = (name: string, dialect: Dialect, seeds: Kind['seeds']): Kind => ({
  name,
  dialect,
  seeds,
  examine: examineWeights,
});

const v1 = netOfV1(
  ['relu', 18],
  ['conv', 4, both(legacyShape(2, 1, 1, 2), floats(1, 2, 3, 4)), both(legacyShape(1, 1, 1, 2), floats(5, 6))],
);

export const kinds: readonly Kind[] = [
  weights('pytorch-zip', pytorchZip, async () => [
    ...weightFiles(/^(?!.*legacy).*\.pt$/),
    { name: 'narrow.pt', bytes: zipCheckpoint(await narrowModel()) },
  ]),
  weights('pytorch-legacy', pytorchLegacy, async () => [
    ...weightFiles(/legacy\.pt$/),
    { name: 'narrow-legacy.pt', bytes: legacyCheckpoint(await narrowModel()) },
  ]),
  weights('caffemodel', protobuf, () => [...weightFiles(/\.caffemodel$/), { name: 'v1.caffemodel', bytes: v1 }]),
  weights('opencv-yaml', lines, () => yamlSeeds),
  weights('safetensors', safetensors, async () => [...weightFiles(/\.safetensors$/), await narrowSafetensors()]),
  weights('mxnet', mxnet, async () => [{ name: 'narrow.params', bytes: mxnetParams(await narrowModel()) }]),
  weights('hdf5', hdf5, () => weightFiles(/\.h5$/)),
  weights('numpy', npy, () => weightFiles(/\.npy$/)),
  weights('numpy-zip', npz, () => weightFiles(/\.npz$/)),
  {
    name: 'tensorflow-js',
    dialect: json,
    seeds: () => manifestSeeds,
    examine: (bytes) => examineManifest(bytes, manifestPart),
  },
  photo('jpeg', jpeg, /\.jpe?g$/),
  photo('png', png, /\.png$/),
  photo('webp', webp, /\.webp$/),
  photo('iso', iso, /\.(avif|heic|heif)$/),
  photo('tiff', tiff, /\.tiff?$/),
  photo('gif', gif, /\.gif$/),
  {
    ...photo('bmp', bmp, /\.bmp$/),
    seeds: () => bitmaps.filter(({ name }) => /OS\/2|top down|header of 40$/.test(name)),
  },
  { name: 'csv', dialect: lines, seeds: () => tableSeeds, examine: examineTable },
  {
    name: 'study',
    dialect: study,
    seeds: () => [0, 5, studyNames.length].map((done) => ({ name: `after ${done}`, bytes: studySeed(done) })),
    examine: examineStudy,
  },
];
