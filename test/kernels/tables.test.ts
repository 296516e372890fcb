/** Names, files and tables of operators and kernels agree, so that a new one cannot be forgotten in one of them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isView, type OperatorKind, rules } from '../../src/graph/operators/index.ts';
import { kernels, preferences } from '../../src/kernels/index.ts';
import { activationCode } from '../../src/kernels/kernel.ts';

const families = ['nn', 'brisque', 'fidelity', 'hyperiqa'];
const kinds = Object.keys(rules) as OperatorKind[];
const tsFiles = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.slice(0, -3));

test('every operator has a file of its name, and every file is an operator', () => {
  const files = families.flatMap((family) => tsFiles(`src/graph/operators/${family}`));
  assert.equal(files.sort(), [...kinds].sort());
});

test('every operator but a view has kernels, in a file or folder of its name in the family of the operator', () => {
  for (const family of families) {
    for (const kind of tsFiles(`src/graph/operators/${family}`) as OperatorKind[]) {
      const view = isView({ kind } as Parameters<typeof isView>[0]);
      assert.is(kernels[kind].length > 0, !view, kind);
      const place = `src/kernels/${family}/${kind}`;
      assert.is(existsSync(`${place}.ts`) || existsSync(place), !view, place);
    }
  }
});

test('kernels have different names', () => {
  for (const kind of kinds) {
    const names = kernels[kind].map(({ name }) => name);
    assert.is(new Set(names).size, names.length, kind);
  }
});

test('an operator of several kernels has an order for each kind of adapter that holds every kernel without condition', () => {
  for (const kind of kinds) {
    const names = kernels[kind].map(({ name }) => name).sort();
    const lists = preferences[kind];
    assert.is(lists !== undefined, names.length > 1, kind);
    if (lists === undefined) continue;
    for (const list of [lists.gpu, lists.software]) {
      const always = list.filter(({ when }) => when === undefined).map(({ kernel }) => kernel);
      assert.equal([...always].sort(), names);
      for (const { kernel } of list) assert.ok(names.includes(kernel), `${kind}: there is no kernel ${kernel}`);
    }
  }
});

test('the shaders have a case for every activation, for one value and for four', () => {
  const text = readFileSync('shaders/lib/activation.wgsl', 'utf8');
  const functions = text.split(/^fn /m).slice(1);
  assert.equal(
    functions.map((body) => body.slice(0, body.indexOf('('))),
    ['activate', 'activate4'],
  );
  for (const name of Object.keys(activationCode)) {
    const constant = name.replaceAll('-', '_').toUpperCase();
    for (const body of functions) assert.match(body, new RegExp(`case ${constant}\\b`), body);
  }
});

test.run();
