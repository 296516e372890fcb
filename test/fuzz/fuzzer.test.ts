/** The fuzzer itself: parsing and rendering a file restores it, and a seed determines the mutants. */
import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { takeApart } from '../../tools/fuzz/dialect.ts';
import { kinds } from '../../tools/fuzz/kinds.ts';
import { MutantMaker } from '../../tools/fuzz/mutants.ts';
import { allParts } from '../../tools/fuzz/parts.ts';
import { render } from '../../tools/fuzz/render.ts';

const sha256 = (text: string): string => createHash('sha256').update(text, 'latin1').digest('hex');

for (const kind of kinds) {
  test(`${kind.name}: every seed is parsed, and rendered to the same bytes`, async () => {
    const whole: string[] = [];
    for (const { name, bytes } of await kind.seeds()) {
      const tree = takeApart(kind.dialect, bytes);
      assert.ok(Buffer.from(render(tree).bytes).equals(bytes), name);
      if (allParts(tree).length < 4) whole.push(name);
    }
    assert.equal(whole, [], 'seeds that stay in one part');
  });

  test(`${kind.name}: a mutant depends only on seed and index, not on earlier mutants`, async () => {
    const count = 40;
    const mutants = async (seed: string, order: readonly number[]) => {
      const maker = new MutantMaker(seed);
      const made = new Map<number, string>();
      for (const index of order) made.set(index, Buffer.from(await maker.make(kind, index)).toString('latin1'));
      return Array.from({ length: count }, (_, index) => sha256(made.get(index)!));
    };
    const forwards = Array.from({ length: count }, (_, index) => index);
    const first = await mutants('1', forwards);
    assert.equal(await mutants('1', [...forwards].reverse()), first);
    const seeds = (await kind.seeds()).length;
    assert.not.equal((await mutants('2', forwards)).slice(seeds), first.slice(seeds));
  });
}

test.run();
