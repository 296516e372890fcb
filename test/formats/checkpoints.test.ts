/** Common ways of keeping a state dict, as PyTorch writes them; see tools/reference/make_checkpoint_fixtures.py. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Described, hex, open, refused } from './fixture.ts';

const folder = 'test/fixtures/checkpoints';
const checkpoint = (name: string) => new Uint8Array(readFileSync(`${folder}/${name}`));

interface Expected {
  readonly tensors: Readonly<Record<string, Described>>;
  /** Names of the values that are neither tensors of a readable type nor plain data. */
  readonly rest: readonly string[];
}

const expected: { readonly files: Readonly<Record<string, Expected>> } = JSON.parse(
  readFileSync(`${folder}/expected.json`, 'utf8'),
);

for (const [name, { tensors, rest }] of Object.entries(expected.files)) {
  if (Object.keys(tensors).length === 0) continue;
  test(`${name}: tensors are read bit for bit, and everything else is named and left unread`, async () => {
    const file = await open(checkpoint(name));
    assert.equal([...file.tensors.keys()].sort(), Object.keys(tensors).sort());
    for (const [key, described] of Object.entries(tensors)) {
      const tensor = file.tensors.get(key)!;
      assert.equal({ shape: [...tensor.shape], dtype: tensor.dtype, hex: hex(await tensor.read()) }, described, key);
    }
    assert.equal([...(file.opaque?.keys() ?? [])].sort(), [...rest].sort());
  });
}

test('every value beside the weights is named with the class or function that would build it', async () => {
  const { opaque } = await open(checkpoint('beside.pt'));
  const origins = {
    args: 'argparse.Namespace',
    path: 'pathlib.PurePosixPath',
    curve: 'numpy.ndarray',
    seen: '__builtin__.set',
    device: 'torch.device',
    dtype: 'torch.float32',
    settings: '__main__.Settings',
    loss: 'torch.nn.modules.loss.MSELoss',
  };
  for (const [name, origin] of Object.entries(origins)) assert.is(opaque!.get(name), origin, name);
});

test('lists of numbers at the top level are returned beside the tensors, and other lists are left out', async () => {
  const { numbers } = await open(checkpoint('line.pt'));
  assert.equal([...numbers!.keys()], ['k', 'b']);
  for (const [name, values] of [
    ['k', [1.5, 1, -0.25]],
    ['b', [10, 0.1, 0]],
  ] as const) {
    const list = numbers!.get(name)!;
    assert.equal([list.shape, list.dtype], [[3], 'f64']);
    assert.equal([...new Float64Array((await list.read()).buffer)], values);
  }
});

for (const [name, parts] of [
  ['arrays.pt', ['numpy.ndarray', 'torch.from_numpy']],
  ['subclass-of-dict.pt', ['__main__.Mapping', 'torch.save(model.state_dict()']],
  ['dumped.pkl', ['not one of torch.save', 'pickle.load']],
] as const) {
  test(`${name}, whose weights would have to be built, is refused with what builds them`, () =>
    refused(open(checkpoint(name), name), [name, ...parts]));
}

test('a whole model beside tensors is left unread', async () => {
  const { tensors, opaque } = await open(checkpoint('whole-model-beside.pt'));
  assert.equal([...opaque!], [['model', 'torch.nn.modules.linear.Linear']]);
  assert.ok([...tensors.keys()].every((name) => name.startsWith('optimizer.')));
});

test.run();
