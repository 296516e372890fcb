import { existsSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { expected, fixture, holds, open, refused } from './fixture.ts';

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

for (const name of ['small.pt', 'small-legacy.pt', 'protocol-4.pt', 'zip64.pt']) {
  test(`${name} holds the small state dict`, async () => {
    await holds(await open(fixture(name)), expected.pytorch.small!);
  });
}

for (const key of ['params', 'params_ema', 'state_dict', 'model']) {
  test(`a state dict under '${key}' is found; epoch, optimizer and other neighbours are ignored`, async () => {
    await holds(await open(fixture(`outer-${key}.pt`)), expected.pytorch.small!);
  });
}

test('the names of a state dict that DataParallel saved are those of the network itself', async () => {
  await holds(await open(fixture('parallel.pt')), expected.pytorch.small!);
});

test('zip entries are found by their local headers, whose lengths are not those of the directory', async () => {
  const bytes = fixture('small.pt');
  const view = new DataView(bytes.buffer);
  const directory = view.getUint32(bytes.length - 6, true);
  assert.is.not(view.getUint16(28, true), view.getUint16(directory + 30, true), 'the padding differs in this file');
  await holds(await open(bytes), expected.pytorch.small!);
});

for (const name of ['big-endian.pt', 'big-endian-legacy.pt']) {
  test(`${name} is refused by its byte order`, () => refused(open(fixture(name)), ['byte order']));
}

test('a compressed zip is refused by the entry that is compressed', () =>
  refused(open(fixture('compressed.pt')), ['small/', 'compressed']));

for (const [name, global] of [
  ['hostile-system.pt', 'posix.system'],
  ['hostile-system-legacy.pt', 'posix.system'],
  ['hostile-eval.pt', 'eval'],
  ['hostile-getattr.pt', 'getattr'],
  ['whole-module.pt', 'torch.nn.modules.linear.Linear'],
  ['numpy-scalar.pt', 'numpy._core.multiarray.scalar'],
] as const) {
  test(`${name} is refused by the name that it calls, ${global}, and nothing is run`, async () => {
    await refused(open(fixture(name), name), [name, global]);
    assert.not(existsSync('hostile-file-was-run'));
  });
}

test('other files are refused by what they are', async () => {
  const text = (content: string) => new TextEncoder().encode(content);
  await refused(open(new Uint8Array(0)), ['empty file']);
  await refused(open(text('<!DOCTYPE html><title>Sign in</title>')), ['web page']);
  await refused(open(text('no weights')), ['begins with bytes 6e 6f']);
  await refused(open(Uint8Array.from([0x80, 2, 0x4b, 7, 0x2e])), ['a Python pickle, but not one of PyTorch']);
});

test.run();
