import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { barSize } from '../../src/cli/progress.ts';

test('a progress bar leaves room for its text in narrow terminals, where a line that wraps is not shown', () => {
  const text = ' 12345 of 12345 photos, 12m34s left';
  for (const columns of [40, 50, 79]) assert.ok(barSize(columns) + text.length <= columns, `${columns}`);
  assert.equal(
    [80, 200].map((columns) => barSize(columns)),
    [40, 40],
  );
  assert.equal(
    [0, 20].map((columns) => barSize(columns)),
    [40, 0],
    'the usual size where the terminal tells none',
  );
});

test.run();
