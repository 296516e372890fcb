import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { mt19937 } from '../../src/image/mt19937.ts';
import { neighbourMap, type PlanePoint, principalComponents } from '../../src/study/plane.ts';
import { RandomProjection } from '../../src/study/random-projection.ts';

const draw = mt19937(5);
const uniform = () => draw() / 2 ** 32 - 0.5;

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.sqrt(Array.from(a).reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0));
}

const flat = ({ x, y }: PlanePoint) => [x, y];

/** The pairs of indices below `count`. */
function pairs(count: number): readonly (readonly [number, number])[] {
  return Array.from({ length: count }, (_, a) => a).flatMap((a) =>
    Array.from({ length: a }, (_, b): [number, number] => [a, b]),
  );
}

test('a random projection preserves distances within a few percent, and is the same for the same seed', () => {
  const vectors = Array.from({ length: 8 }, () => Float32Array.from({ length: 3000 }, uniform));
  const projection = new RandomProjection(3000, 512, 1);
  const short = vectors.map((vector) => projection.project(vector));
  for (const [a, b] of pairs(8)) {
    const ratio = distance(short[a]!, short[b]!) / distance(vectors[a]!, vectors[b]!);
    assert.ok(Math.abs(ratio - 1) < 0.16, `${ratio}`);
  }
  assert.equal(new RandomProjection(3000, 512, 1).project(vectors[0]!), short[0]);
  assert.not.equal(new RandomProjection(3000, 512, 2).project(vectors[0]!), short[0]);
});

test('a projection of one input consists of signs', () => {
  const signs = new RandomProjection(1, 16, 0).project(Float32Array.of(2));
  assert.ok(signs.every((value) => Math.abs(value) === 0.5));
  assert.ok(signs.some((value) => value > 0) && signs.some((value) => value < 0));
});

test('principal components find the plane that points lie in: distances and all of the variance', () => {
  const directions = [0, 1].map(() => Array.from({ length: 30 }, uniform));
  const vectors = Array.from({ length: 12 }, () => {
    const [a, b] = [10 * uniform(), 4 * uniform()];
    return Float32Array.from({ length: 30 }, (_, i) => 7 + a * directions[0]![i]! + b * directions[1]![i]!);
  });
  const { points, explained, leading } = principalComponents(vectors, 3);
  for (const [a, b] of pairs(12)) {
    const wanted = distance(vectors[a]!, vectors[b]!);
    assert.ok(Math.abs(distance(flat(points[a]!), flat(points[b]!)) - wanted) < 1e-4);
  }
  assert.ok(Math.abs(explained[0] + explained[1] - 1) < 1e-6 && explained[0] > explained[1]);
  assert.ok(leading.every((values) => values.length === 3 && Math.abs(values[2]!) < 1e-4));
});

test('UMAP separates two groups, and gives the same map for the same seed', () => {
  const vectors = Array.from({ length: 40 }, (_, i) => Array.from({ length: 10 }, () => uniform() + (i % 2) * 8));
  const map = neighbourMap(vectors, 3);
  assert.equal(neighbourMap(vectors, 3), map);
  const nearest = map.map((point, i) => {
    const others = map.map((other, j) => (i === j ? Infinity : distance(flat(point), flat(other))));
    return others.indexOf(Math.min(...others));
  });
  assert.ok(nearest.every((j, i) => j % 2 === i % 2));
});

test.run();
