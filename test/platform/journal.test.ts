import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { csvText } from '../../src/platform/csv/csv-text.ts';
import { journalLines, journalState } from '../../src/platform/csv/journal.ts';
import { processorSeconds } from '../processor-time.ts';
import { refusal } from '../refusal.ts';

const columns = { scores: ['name', 'score'], skipped: ['name', 'why'] };
const scores = 'name,score\na,1\n"c\n""",3\n';
const skipped = 'name,why\nb,none\nd,none\n';
const names = ['a', 'b', 'c\n"', 'd', 'e'];

function state(first: string, second: string) {
  const table = (name: 'scores' | 'skipped', text: string) => {
    return { name, bytes: new TextEncoder().encode(text), columns: columns[name] };
  };
  return journalState(names, [table('scores', first), table('skipped', second)], 'guarded');
}

test('a journal cut off at any byte continues after the last completely recorded photo', async () => {
  // Where each line ends, in the order of writing: a and c are in scores, b and d in skipped.
  const ends = { a: 15, c: scores.length, b: 16, d: skipped.length };
  for (let cut = 0; cut <= scores.length; cut++) {
    const done = cut < ends.a ? 0 : cut < ends.c ? 2 : 4;
    const keepScores = cut < 11 ? 0 : cut < ends.a ? 11 : cut < ends.c ? ends.a : ends.c;
    const keepSkipped = done === 0 ? 9 : done === 2 ? ends.b : ends.d;
    assert.equal(
      await state(scores.slice(0, cut), skipped),
      { done, keep: [keepScores, keepSkipped] },
      `cut at ${cut}`,
    );
  }
});

test('a journal ends at a line that no run can have written', async () => {
  for (const line of ['"d"x,4\n', 'd"\n",4\n', '\0\0\0\n']) {
    const damaged = `${scores}${line}e,5\n`;
    assert.equal(await state(damaged, skipped), { done: 4, keep: [scores.length, skipped.length] }, line);
  }
});

test('a journal of 10,000 lines is read within seconds', async () => {
  const text = (await csvText([Array.from({ length: 20 }, (_, i) => String(Math.sqrt(i)))], 'guarded')).repeat(10_000);
  const seconds = await processorSeconds(async () => {
    assert.is((await journalLines(new TextEncoder().encode(text), 'guarded')).length, 10_000);
  });
  assert.ok(seconds < 5, `${seconds.toFixed(1)} s`);
});

test('an empty journal starts at the first photo', async () => {
  assert.equal(await state('', ''), { done: 0, keep: [0, 0] });
});

test('a journal with other columns is refused', async () => {
  assert.match(
    await refusal(() => state('name,mark\na,1\n', '')),
    'scores: its columns are name, mark; name, score were expected',
  );
});

test.run();
