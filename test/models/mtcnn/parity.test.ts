/** MTCNN against OpenCV's dnn and a restated cascade, on seeded weights and, if they are available, the published ones. */
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planConversionOf } from '../../../src/convert/convert.ts';
import { openTensorFile } from '../../../src/formats/detect.ts';
import { toFloat32 } from '../../../src/formats/to-float32.ts';
import { cropPhoto } from '../../../src/image/crop.ts';
import type { Photo } from '../../../src/image/photo.ts';
import type { Face } from '../../../src/models/detector.ts';
import { bell } from '../../../src/models/distribution.ts';
import type { CascadeSettings } from '../../../src/models/mtcnn/cascade.ts';
import { open } from '../../../src/models/mtcnn/code.ts';
import { mtcnn } from '../../../src/models/mtcnn/model.ts';
import { type Net, netGraph } from '../../../src/models/mtcnn/network.ts';
import { candidatesIn, levelsOf, tileInputs, tilesOf } from '../../../src/models/mtcnn/tiles.ts';
import { syntheticTensors, syntheticWeights } from '../../../src/models/synthetic.ts';
import { weightsOf } from '../../../src/models/weight-source.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { openFile } from '../../../src/platform/file-source.ts';
import { closeTestEngine, openTestEngine } from '../../engine.ts';

type Part = readonly [number, number, number, number];

interface CascadeCase extends CascadeSettings {
  readonly part: Part;
  readonly faces: readonly {
    readonly confidence: number;
    readonly box: Part;
    readonly points: readonly number[];
  }[];
}

interface Fixture {
  readonly seed: number;
  readonly photo: string;
  readonly proposals: {
    readonly part: Part;
    readonly leastFace: number;
    readonly columns: number;
    readonly face: readonly number[];
    readonly moves: readonly number[];
  };
  readonly nets: Readonly<
    Record<
      Exclude<Net, 'proposals'>,
      {
        readonly input: string;
        readonly shape: readonly number[];
        readonly outputs: readonly (readonly number[])[];
      }
    >
  >;
  readonly seeded: CascadeCase;
  readonly published: CascadeCase;
}

const fixture: Fixture = JSON.parse(readFileSync('test/models/mtcnn/fixture.json', 'utf8'));
const photo = await decodePhoto(`samples/${fixture.photo}`);
const weights = await syntheticWeights(mtcnn, fixture.seed);

function partOf([left, top, width, height]: Part): Photo {
  return cropPhoto(photo, [left, top, left + width, top + height]);
}

/** Fails if the largest difference exceeds `bound` of the largest expected magnitude. */
function isNear(what: string, found: ArrayLike<number>, expected: readonly number[], bound = 1e-4): void {
  assert.is(found.length, expected.length, what);
  const largest = Math.max(...expected.map(Math.abs));
  const worst = Math.max(...expected.map((value, i) => Math.abs(value - found[i]!)));
  assert.ok(worst <= bound * largest, `${what}: ${worst / largest} of the largest magnitude`);
}

test('every position of a level is scored as by OpenCV on the whole level, including a last odd column and row', async () => {
  const { part, leastFace, columns, face, moves } = fixture.proposals;
  const [level] = levelsOf(partOf(part), leastFace);
  assert.equal([level!.width % 2, level!.height % 2], [1, 1]);
  const tiles = tilesOf(level!);
  assert.is(tiles.length, 2);
  const program = await (await openTestEngine()).compile(netGraph('proposals', weightsOf(weights), 3));
  const outputs = await program.run(tileInputs(partOf(part), tiles, 3));
  program.dispose();
  const rows = face.length / columns;
  const found = { face: new Float32Array(face.length), moves: new Float32Array(moves.length) };
  for (const [i, tile] of tiles.entries()) {
    const own = (values: Float32Array) => values.subarray((i * values.length) / 3, ((i + 1) * values.length) / 3);
    const candidates = candidatesIn(tile, own(outputs['det1.prob1']!), own(outputs['det1.conv4-2']!), -1);
    const width = Math.min(columns - tile.column, 48);
    assert.is(candidates.length, rows * width);
    for (const [k, candidate] of candidates.entries()) {
      const at = Math.floor(k / width) * columns + tile.column + (k % width);
      found.face[at] = candidate.confidence;
      for (const [channel, move] of candidate.moves.entries()) found.moves[channel * face.length + at] = move;
    }
  }
  isNear('faces', found.face, face);
  isNear('moves', found.moves, moves);
});

for (const [net, { input, shape, outputs: expected }] of Object.entries(fixture.nets)) {
  test(`the network of the ${net} gives OpenCV's values`, async () => {
    const made = syntheticTensors([{ name: input, shape }], fixture.seed, () => bell(0.25)).tensors.get(input)!;
    const program = await (await openTestEngine()).compile(netGraph(net as Net, weightsOf(weights), shape[0]!));
    const outputs = await program.run({ [input]: await toFloat32(made) });
    program.dispose();
    if (net !== 'correction') {
      for (const [i, values] of Object.values(outputs).entries()) isNear(`output ${i}`, values, expected[i]!);
      return;
    }
    // What are five layers in OpenCV is one output here.
    const places = outputs['det4.fc5']!;
    const joined = Array.from(places, (_, i) => expected[Math.floor((i % 10) / 2)]![2 * Math.floor(i / 10) + (i % 2)]!);
    isNear('places', places, joined);
  });
}

/** Faces as a detector returns them: boxes include the last column and row, and are clipped to the photo. */
function asFaces({ faces }: CascadeCase, { width, height }: Photo): readonly Face[] {
  return faces.map(({ confidence, box: [left, top, right, bottom], points }) => {
    const box = [Math.max(left, 0), Math.max(top, 0), Math.min(right + 1, width), Math.min(bottom + 1, height)];
    return { confidence, box, points: [0, 1, 2, 3, 4].map((i) => points.slice(2 * i, 2 * i + 2)) } as unknown as Face;
  });
}

function areFaces(found: readonly Face[], expected: readonly Face[]): void {
  assert.is(found.length, expected.length);
  for (const [i, face] of found.entries()) {
    assert.ok(Math.abs(face.confidence - expected[i]!.confidence) < 1e-4, `confidence ${face.confidence}`);
    const flat = ({ box, points }: Face) => [...box, ...points!.flat()];
    const [ours, theirs] = [flat(face), flat(expected[i]!)];
    const worst = Math.max(...ours.map((value, k) => Math.abs(value - theirs[k]!)));
    assert.ok(worst < 0.02, `a place of face ${i} is ${worst} pixels off`);
  }
}

test('with seeded weights the cascade finds the faces of its float64 restatement, some beyond the border', async () => {
  const part = partOf(fixture.seeded.part);
  const detector = await open(await openTestEngine(), weights, fixture.seeded);
  areFaces(await detector.find(part), asFaces(fixture.seeded, part));
  const [first] = asFaces(fixture.seeded, part);
  const confident = await detector.find(part, { minConfidence: first!.confidence - 1e-3 });
  assert.is(confident.length, 1);
  detector.dispose();
});

const survey = '../shared/models/survey';
const originals = ['det1', 'det2', 'det3', 'det4'].map((part) => `${survey}/${part}.caffemodel`);
const isHere = originals.every((path) => existsSync(path));
if (!isHere) console.log(`  skipped: ${survey} has no det1 to det4`);

(isHere ? test : test.skip)('the published files convert, and find the face that the restatement finds', async () => {
  const sources = await Promise.all(originals.toReversed().map(openFile));
  const files = await Promise.all(
    sources.map(async (source) => ({ name: source.name, file: await openTensorFile(source) })),
  );
  const { metadata, tensors } = await planConversionOf(files, { dtype: 'f32', sourceSha256: '' });
  const file = { format: 'safetensors', metadata, tensors: new Map(tensors.map((each) => [each.name, each])) } as const;
  const detector = await open(await openTestEngine(), file, fixture.published);
  areFaces(await detector.find(photo), asFaces(fixture.published, photo));
  detector.dispose();
  for (const source of sources) await source.close();
});

test.after(closeTestEngine);
test.run();
