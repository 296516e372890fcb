import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inOrder, type Order } from '../../../src/cli/infer/order.ts';
import { face, failed, scored } from './reports.ts';

const reports = [scored('b.jpg', 50), failed('x.jpg'), scored('a.jpg', 50), scored('c.jpg', 90), scored('d.jpg', null)];
const names = (order: Order, photo: 'higher' | 'lower', top?: number) =>
  inOrder(reports, order, { photo, face: 'higher' }, top)
    .map(({ file }) => file[0])
    .join('');

test('photos are sorted by the first score, then by name; those without it and failed ones come last', () => {
  assert.is(names('best', 'higher'), 'cabdx');
  assert.is(names('worst', 'higher'), 'abcdx');
  assert.is(names('best', 'lower'), 'abcdx');
  assert.is(names('name', 'higher'), 'abcdx');
});

test('photos are sorted by their most confident face, those without a score of one last', () => {
  const portraits = [
    scored('a.jpg', 10, { faces: [face(70), face(5)] }),
    scored('b.jpg', 20),
    scored('c.jpg', 30, { faces: [face(60)] }),
    scored('d.jpg', 40, { faces: [face(null)] }),
    scored('e.jpg', 50, { faces: [face(80)] }),
    failed('x.jpg'),
  ];
  const sorted = (order: Order, better: 'higher' | 'lower') =>
    inOrder(portraits, order, { photo: 'higher', face: better }).map(({ file }) => file[0]);
  assert.is(sorted('worst-face', 'higher').join(''), 'caebdx');
  assert.is(sorted('best-face', 'higher').join(''), 'eacbdx');
  assert.is(sorted('worst-face', 'lower').join(''), 'eacbdx');
});

test('only the first photos are kept, and all failures', () => {
  assert.is(names('worst', 'lower', 2), 'cax');
});

test.run();
