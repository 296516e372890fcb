import { existsSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { toFloat32 } from '../../src/formats/to-float32.ts';
import { expected, fixture, hex, holds, open, refused } from './fixture.ts';

for (const [name, format] of [
  ['zip.pt', 'pytorch-zip'],
  ['legacy.pt', 'pytorch-legacy'],
] as const) {
  test(`${name}: every element type, shared storages, views with strides and offsets, parameters: bit for bit`, async () => {
    const file = await open(fixture(name));
    assert.is(file.format, format);
    await holds(file, expected.pytorch[name]!);
  });
}

test("a file at an unaligned position of Node's buffer is read", async () => {
  for (const name of ['zip.pt', 'legacy.pt']) {
    const shifted = Buffer.concat([Buffer.alloc(1), fixture(name)]).subarray(1);
    const file = await open(shifted);
    await holds(file, expected.pytorch[name]!);
    const { f64, f32 } = Object.fromEntries(file.tensors);
    assert.is((await toFloat32(f64!)).length, 3);
    assert.is((await toFloat32(f32!)).length, 24);
  }
});

for (const name of ['small.pt', 'small-legacy.pt', 'protocol-4.pt', 'zip64.pt']) {
  test(`${name} holds the small state dict`, async () => {
    await holds(await open(fixture(name)), expected.pytorch.small!);
  });
}

for (const key of ['params', 'params_ema', 'state_dict', 'model']) {
  test(`a tensor under '${key}' is prefixed by the key, whatever else the checkpoint holds`, async () => {
    const { tensors, opaque } = await open(fixture(`outer-${key}.pt`));
    const step = tensors.get('optimizer.state.0.step')!;
    assert.equal(hex(await step.read()), '00004040');
    const names = Object.keys(expected.pytorch.small!).map((name) => `${key}.${name}`);
    assert.equal([...tensors.keys()].sort(), [step.name, ...names].sort());
    assert.is(opaque?.size, 0);
    for (const [name, { hex: bytes }] of Object.entries(expected.pytorch.small!)) {
      assert.is(hex(await tensors.get(`${key}.${name}`)!.read()), bytes);
    }
  });
}

test("DataParallel's prefix of every name is kept", async () => {
  const { tensors } = await open(fixture('parallel.pt'));
  assert.equal([...tensors.keys()].sort(), ['module.bias', 'module.weight']);
});

test("zip entries are found by their local headers, whose lengths differ from the directory's", async () => {
  const bytes = fixture('small.pt');
  const view = new DataView(bytes.buffer);
  const directory = view.getUint32(bytes.length - 6, true);
  assert.is.not(view.getUint16(28, true), view.getUint16(directory + 30, true), 'the padding differs in this file');
  await holds(await open(bytes), expected.pytorch.small!);
});

for (const name of ['big-endian.pt', 'big-endian-legacy.pt']) {
  test(`${name} is refused by its byte order`, () => refused(open(fixture(name)), ['byte order']));
}

test('a compressed zip is refused with the entry that is compressed', () =>
  refused(open(fixture('compressed.pt')), ['small/', 'compressed']));

for (const [name, global] of [
  ['hostile-system.pt', 'posix.system'],
  ['hostile-system-legacy.pt', 'posix.system'],
  ['hostile-eval.pt', 'eval'],
  ['hostile-getattr.pt', 'getattr'],
  ['whole-module.pt', 'torch.nn.modules.linear.Linear'],
] as const) {
  test(`${name} is refused with the name that it calls, ${global}, and nothing is run`, async () => {
    await refused(open(fixture(name), name), [name, global]);
    assert.not(existsSync('hostile-file-was-run'));
  });
}

test('values beside the tensors are left unread, and named with the class or function that would build them', async () => {
  const { tensors, opaque } = await open(fixture('numpy-scalar.pt'));
  assert.equal([...tensors.keys()], ['weight']);
  assert.equal([...opaque!], [['best', 'numpy._core.multiarray.scalar']]);
});

test.run();
