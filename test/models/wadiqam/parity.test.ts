/** WaDIQaM, with a reference and without, against PyTorch on seeded weights, in the files of lidq92's code and of pyiqa. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { StoredTensor, TensorFile } from '../../../src/formats/tensor-file.ts';
import { type Box, cropPhoto } from '../../../src/image/crop.ts';
import { waDiqamFr, waDiqamNr } from '../../../src/models/wadiqam/model.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { closeTestEngine } from '../../engine.ts';
import { refused } from '../../formats/fixture.ts';
import { assertTensors, type SampledTensors } from '../fixture.ts';
import { type SeededWeights, scoreWithTensors, seededCheckpoint } from '../seeded.ts';

type Shapes = SeededWeights['shapes'];

const fixture: {
  readonly photo: string;
  readonly reference: string;
  readonly box: Box;
  readonly seed: number;
  readonly nr: {
    readonly shapes: Shapes;
    readonly tensors: SampledTensors;
    readonly weighted: number;
    readonly patchwise: number;
  };
  readonly fr: { readonly shapes: Shapes; readonly scores: Readonly<Record<'lidq92' | 'pyiqa', number>> };
} = JSON.parse(readFileSync('test/models/wadiqam/fixture.json', 'utf8'));

const part = async (name: string) => cropPhoto(await decodePhoto(`samples/${name}`), fixture.box);
const photo = await part(fixture.photo);
const reference = await part(fixture.reference);
const { seed } = fixture;
const ofNr = seededCheckpoint({ shapes: fixture.nr.shapes, seed }, 'module.');
const ofFr = seededCheckpoint({ shapes: fixture.fr.shapes, seed }, '');

function renamed(file: TensorFile, nameOf: (name: string) => string | null): TensorFile {
  const entries = [...file.tensors].flatMap(([name, tensor]): [string, StoredTensor][] => {
    const found = nameOf(name);
    return found === null ? [] : [[found, { ...tensor, name: found }]];
  });
  return { ...file, tensors: new Map(entries) };
}

/** The layers' names in pyiqa's wadiqam_arch.py. */
const pyiqaNames: Readonly<Record<string, string>> = {
  ...{ conv1: 'features.0', conv2: 'features.2', conv3: 'features.5', conv4: 'features.7', conv5: 'features.10' },
  ...{ conv6: 'features.12', conv7: 'features.15', conv8: 'features.17', conv9: 'features.20', conv10: 'features.22' },
  ...{ fc1_q: 'fc_q.0', fc2_q: 'fc_q.3', fc1_w: 'fc_w.0', fc2_w: 'fc_w.3' },
};

function assertScore(score: number, expected: number): void {
  assert.ok(Math.abs(score - expected) < 1e-4, `${score}, in PyTorch ${expected}`);
}

test("patches, their weights and the weighted score are PyTorch's", async () => {
  const { value, tensors } = await scoreWithTensors(waDiqamNr, [ofNr], { photo });
  assertTensors(tensors, fixture.nr.tensors, 1e-4);
  assertScore(value, fixture.nr.weighted);
});

test('if the file has no branch for weights, all patches have equal weights', async () => {
  const file = renamed(ofNr, (name) => (name.includes('w_nr') ? null : name));
  const { value } = await scoreWithTensors(waDiqamNr, [file], { photo });
  assertScore(value, fixture.nr.patchwise);
});

test("the score with a reference is PyTorch's, for the feature orders of lidq92's code and of pyiqa", async () => {
  const pyiqa = renamed(ofFr, (name) => {
    const [layer, tensor] = name.split('.') as [string, string];
    return `params.${pyiqaNames[layer]}.${tensor}`;
  });
  const { lidq92: expected, pyiqa: other } = fixture.fr.scores;
  assert.ok(Math.abs(expected - other) > 1e-2, 'the order must matter');
  assertScore((await scoreWithTensors(waDiqamFr, [ofFr], { photo, reference })).value, expected);
  assertScore((await scoreWithTensors(waDiqamFr, [pyiqa], { photo, reference })).value, other);
});

test('a photo without its reference is refused', async () => {
  await refused(scoreWithTensors(waDiqamFr, [ofFr], { photo }), ['WaDIQaM-FR', 'reference'], 'REFERENCE');
});

test.after(closeTestEngine);
test.run();
