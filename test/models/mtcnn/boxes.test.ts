import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Compiler } from '../../../src/graph/program.ts';
import { elementCount } from '../../../src/graph/tensor.ts';
import {
  type Bounds,
  mostCandidates,
  moved,
  overlap,
  rounded,
  squared,
  suppressed,
} from '../../../src/models/mtcnn/boxes.ts';
import { open } from '../../../src/models/mtcnn/code.ts';
import { mtcnn } from '../../../src/models/mtcnn/model.ts';
import { levelsOf, tilesOf } from '../../../src/models/mtcnn/tiles.ts';
import { syntheticWeights } from '../../../src/models/synthetic.ts';
import { refused } from '../../formats/fixture.ts';

test('halves are rounded to even', () => {
  assert.equal([-1.5, -0.5, 0.5, 1.5, 2.5, 2.4, -2.6].map(rounded), [-2, -0, 0, 2, 2, 2, -3]);
});

test('overlap is relative to the union or to the smaller box, with inclusive last pixels', () => {
  const [large, small]: Bounds[] = [
    [0, 0, 9, 9],
    [0, 0, 4, 4],
  ];
  assert.is(overlap(large, small, 'union'), 0.25);
  assert.is(overlap(large, small, 'smaller'), 1);
  assert.is(overlap(large, [10, 0, 19, 9], 'union'), 0);
});

test('of overlapping boxes the most confident stays, as do boxes exactly at the threshold', () => {
  const at = (box: Bounds, confidence: number) => ({ box, confidence });
  const found = [at([0, 0, 4, 4], 0.7), at([0, 0, 9, 9], 0.9), at([50, 0, 59, 9], 0.8)];
  const confidences = (threshold: number, of: 'union' | 'smaller') =>
    suppressed(found, threshold, of).map(({ confidence }) => confidence);
  assert.equal(confidences(0.25, 'union'), [0.9, 0.8, 0.7]);
  assert.equal(confidences(0.24, 'union'), [0.9, 0.8]);
  assert.equal(confidences(0.25, 'smaller'), [0.9, 0.8]);
});

test('only the most confident thousands are compared, so that no weights take excessive time', () => {
  const many = Array.from({ length: 3 * mostCandidates }, (_, i) => {
    return { box: [20 * i, 0, 20 * i + 9, 9] as const, confidence: i };
  });
  const kept = suppressed(many, 0.5, 'union');
  assert.is(kept.length, mostCandidates);
  assert.is(kept.at(-1)!.confidence, 2 * mostCandidates);
});

test('a moved box becomes a square about its centre, and an empty one is dropped', () => {
  const box = moved({ box: [10, 10, 29, 29], confidence: 1, moves: [0.1, 0, 0, 0.2] });
  assert.equal(box, [12, 10, 29, 33]);
  assert.equal(squared(box), [[9, 10, 32, 33]]);
  assert.equal(squared([30, 0, 10, 10]), []);
});

test('the tiles of a level hold each of its cells once, whatever its size', () => {
  for (const side of [13, 105, 106, 107, 202, 203, 1000]) {
    const tiles = tilesOf({ scale: 1, width: side, height: 13 });
    const cells = Math.ceil((side - 2) / 2) - 4;
    assert.is(tiles.length, Math.ceil(cells / 48), `${side}`);
    assert.equal(
      tiles.map(({ column }) => column),
      tiles.map((_, i) => 48 * i),
    );
  }
});

test('the pyramid ends before pictures are smaller than a face, so a photo smaller than one has no levels', async () => {
  const photo = { width: 50, height: 400, data: new Uint8Array(3 * 50 * 400) };
  assert.equal(levelsOf(photo, 50), []);
  const widths = levelsOf({ ...photo, width: 100, height: 100 }, 50).map(({ width }) => width);
  assert.equal(widths, [24, 18, 13]);
  const compile = async () => ({ run: () => assert.unreachable(), dispose() {} });
  const detector = await open({ precision: 'f32', compile } as unknown as Compiler, await syntheticWeights(mtcnn, 1));
  assert.equal(await detector.find(photo), []);
});

test('values that are not finite are an error of the weights', async () => {
  const compiler = {
    precision: 'f32',
    async compile({ outputs }: Parameters<Compiler['compile']>[0]) {
      const values = outputs.map(({ name, shape }) => [name, new Float32Array(elementCount(shape)).fill(Number.NaN)]);
      return { run: async () => Object.fromEntries(values), dispose() {} };
    },
  } as unknown as Compiler;
  const detector = await open(compiler, await syntheticWeights(mtcnn, 1));
  const photo = { width: 100, height: 100, data: new Uint8Array(30000) };
  await refused(detector.find(photo), ['MTCNN', 'infinities or NaN'], 'WEIGHTS');
});

test.run();
