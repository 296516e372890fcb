import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inOrder } from '../../../src/cli/infer/order.ts';
import { failed, scored } from './reports.ts';

const reports = [scored('b.jpg', 50), failed('x.jpg'), scored('a.jpg', 50), scored('c.jpg', 90), scored('d.jpg', null)];
const names = (...options: [Parameters<typeof inOrder>[1], 'higher' | 'lower', number?]) =>
  inOrder(reports, ...options)
    .map(({ file }) => file[0])
    .join('');

test('photos are sorted by the first score, then by name; those without it and failed ones come last', () => {
  assert.is(names('best', 'higher'), 'cabdx');
  assert.is(names('worst', 'higher'), 'abcdx');
  assert.is(names('best', 'lower'), 'abcdx');
  assert.is(names('name', 'higher'), 'abcdx');
});

test('only the first photos are kept, and all failures', () => {
  assert.is(names('worst', 'lower', 2), 'cax');
});

test.run();
