/** The fuzzer itself: what it takes apart is whole again, and a seed decides its mutants. */
import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { takeApart } from '../../tools/fuzz/dialect.ts';
import { kinds } from '../../tools/fuzz/kinds.ts';
import { MutantMaker } from '../../tools/fuzz/mutants.ts';
import { allParts } from '../../tools/fuzz/parts.ts';
import { render } from '../../tools/fuzz/render.ts';

for (const kind of kinds) {
  test(`${kind.name}: every seed is taken apart, and rendered to the same bytes`, async () => {
    const whole: string[] = [];
    for (const { name, bytes } of await kind.seeds()) {
      const tree = takeApart(kind.dialect, bytes);
      assert.ok(Buffer.from(render(tree).bytes).equals(bytes), name);
      if (allParts(tree).length < 4) whole.push(name);
    }
    assert.equal(whole, [], 'seeds that stay in one part');
  });

  test(`${kind.name}: the same seed gives the same mutants, another seed others`, async () => {
    const digest = async (seed: string) => {
      const hash = createHash('sha256');
      const maker = new MutantMaker(seed);
      for (let index = 0; index < 60; index++) hash.update(await maker.make(kind, index));
      return hash.digest('hex');
    };
    assert.is(await digest('1'), await digest('1'));
    assert.is.not(await digest('1'), await digest('2'));
  });
}

test.run();
