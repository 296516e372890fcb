/** Files that once caused faults: each gets the answer in expected.json instead of a fault. */
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { kinds } from '../../tools/fuzz/kinds.ts';

const folder = 'test/fuzz/corpus';

interface Expected {
  readonly kind: string;
  /** An error's code, or `accepted`. */
  readonly answer: string;
}

const expected: Readonly<Record<string, Expected>> = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8'));

test('every file of the corpus has an expected answer', () => {
  const files = readdirSync(folder).filter((name) => name !== 'expected.json');
  assert.equal(files.sort(), Object.keys(expected).sort());
});

for (const [file, { kind: name, answer }] of Object.entries(expected)) {
  test(`${file} is answered by ${answer}`, async () => {
    const kind = kinds.find((candidate) => candidate.name === name)!;
    const outcome = await kind.examine(new Uint8Array(readFileSync(`${folder}/${file}`)));
    assert.is(outcome.verdict === 'refused' ? outcome.code : outcome.verdict, answer, JSON.stringify(outcome));
  });
}

test.run();
