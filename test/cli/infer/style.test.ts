import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { plain, styleOf } from '../../../src/cli/infer/style.ts';

const terminal = { isTTY: true };
const result = { score: 10, better: 'higher', range: [0, 100] } as const;

test('on a terminal scores are coloured by their position on the scale', () => {
  const { score } = styleOf(terminal, {});
  assert.is(score('10', result), '\x1b[31m10\x1b[39m');
  assert.is(score('10', { ...result, better: 'lower' }), '\x1b[32m10\x1b[39m');
  assert.is(score('50', { ...result, score: 50 }), '\x1b[33m50\x1b[39m');
});

test('NO_COLOR, a pipe and a plain terminal disable colours; FORCE_COLOR enables them', () => {
  assert.is(styleOf(terminal, { NO_COLOR: '1' }), plain);
  assert.is(styleOf({}, {}), plain);
  assert.is(styleOf(terminal, { TERM: 'dumb' }), plain);
  assert.is.not(styleOf({}, { FORCE_COLOR: '1' }), plain);
});

test.run();
