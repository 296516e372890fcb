/** Names, files and tables of operators and kernels agree, so that a new one cannot be forgotten in one of them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Activation } from '../../src/graph/operators/activations.ts';
import { isView, type OperatorKind, rules } from '../../src/graph/operators/index.ts';
import { kernelSets } from '../../src/kernels/index.ts';
import { activationCode, activationConstants } from '../../src/kernels/kernel.ts';

const families = readdirSync('src/graph/operators', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const kinds = Object.keys(rules) as OperatorKind[];

test('every operator has a file of its name in one family', () => {
  for (const kind of kinds) {
    const homes = families.filter((family) => existsSync(`src/graph/operators/${family}/${kind}.ts`));
    assert.is(homes.length, 1, kind);
  }
});

const loaded = await Promise.all(
  kinds.map(async (kind) => ({ kind, ...((await kernelSets[kind]?.())?.kernelSet ?? { kernels: [] }) })),
);

test("every operator other than a view has kernels, in a file or folder of its name in the operator's family", () => {
  for (const { kind, kernels } of loaded) {
    const family = families.find((name) => existsSync(`src/graph/operators/${name}/${kind}.ts`));
    const view = isView({ kind } as Parameters<typeof isView>[0]);
    assert.is(kernels.length > 0, !view, kind);
    const place = `src/kernels/${family}/${kind}`;
    assert.is(existsSync(`${place}.ts`) || existsSync(place), !view, place);
  }
});

test('kernels have different names', () => {
  for (const { kind, kernels } of loaded) {
    const names = kernels.map(({ name }) => name);
    assert.is(new Set(names).size, names.length, kind);
  }
});

test('orders of preference name kernels of their operator, and every kernel is in one of them', () => {
  for (const { kind, kernels, preferences } of loaded) {
    if (preferences === undefined) continue;
    const names = kernels.map(({ name }) => name).sort();
    const ordered = [...preferences.gpu, ...preferences.software].map(({ kernel }) => kernel);
    assert.equal([...new Set(ordered)].sort(), names);
    for (const list of [preferences.gpu, preferences.software]) {
      assert.is(list[list.length - 1].when, undefined, `${kind}: the last in an order is taken always`);
    }
  }
});

test('the shaders have a case for every activation that is compiled into a pipeline', () => {
  const text = readFileSync('shaders/lib/activation.wgsl', 'utf8');
  for (const name of Object.keys(activationCode) as Activation[]) {
    const isCompiled = 'OTHER_ACTIVATION' in activationConstants(name);
    assert.is(text.includes(`case ${name.replaceAll('-', '_').toUpperCase()}:`), isCompiled, name);
  }
});

test.run();
