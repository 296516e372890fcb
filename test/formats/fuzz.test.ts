/** Good files with damage of every kind: reading gives tensors or a HyperIqaError, quickly and in little memory. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';
import { checkRange } from '../../src/formats/byte-source.ts';
import { openTensorFile } from '../../src/formats/detect.ts';
import type { ByteSource } from '../../src/formats/tensor-file.ts';
import { fixture } from './fixture.ts';

const files = ['zip.pt', 'legacy.pt', 'zip64.pt', 'small-legacy.pt', 'tensors.safetensors', 'cut-fp16.caffemodel'];

/** A fixed sequence of numbers in 0..1, so that failures can be reproduced. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Reads the whole file. Returns the number of bytes read, or undefined if the file is refused. */
async function outcome(bytes: Uint8Array): Promise<number | undefined> {
  let read = 0;
  const source: ByteSource = {
    name: 'damaged',
    size: bytes.length,
    async read(offset, length) {
      checkRange(source, offset, length);
      read += length;
      return bytes.subarray(offset, offset + length);
    },
    async close() {},
  };
  try {
    const file = await openTensorFile(source);
    for (const tensor of file.tensors.values()) read += (await tensor.read()).length;
    return read;
  } catch (error) {
    if (error instanceof HyperIqaError && error.code === 'FORMAT') return undefined;
    throw error;
  }
}

/** Whether the damaged file is read instead of refused; fails, naming the damage, if the reader does anything else. */
async function survives(bytes: Uint8Array, damage: string): Promise<boolean> {
  const started = performance.now();
  const read = await outcome(bytes).catch((error: unknown) => {
    throw new Error(`${damage}: ${String(error)}`, { cause: error });
  });
  assert.ok(performance.now() - started < 2000, `${damage}: takes long`);
  assert.ok((read ?? 0) < 2 ** 23, `${damage}: ${read} bytes are read of a file of ${bytes.length}`);
  return read !== undefined;
}

for (const name of files) {
  const original = fixture(name);

  // A Caffe model is a list of layers without an end mark: cut between two of them, it is a model of fewer layers.
  const layers = name.endsWith('caffemodel') ? 10 : 0;
  test(`${name}: truncated at any length it is refused${layers > 0 ? ', except between two layers' : ''}`, async () => {
    const readable: number[] = [];
    for (let length = 0; length < original.length; length++) {
      if (await survives(original.slice(0, length), `${name} cut to ${length}`)) readable.push(length);
    }
    assert.ok(readable.length <= layers, `${name} is read when cut to ${readable}`);
  });

  test(`${name}: with bytes changed it is read or refused`, async () => {
    const random = generator(7);
    let refused = 0;
    for (let round = 0; round < 1500; round++) {
      const bytes = original.slice();
      const changes: string[] = [];
      for (let i = 0; i <= random() * 3; i++) {
        const at = Math.floor(random() * Math.min(bytes.length, 4096));
        const values = [Math.floor(random() * 256), 0, 0xff, 0x7f, 0x80, bytes[at]! ^ (1 << Math.floor(random() * 8))];
        bytes[at] = values[Math.floor(random() * values.length)]!;
        changes.push(`${at}=${bytes[at]}`);
      }
      if (!(await survives(bytes, `${name} with ${changes}`))) refused++;
    }
    assert.ok(refused > 50, `only ${refused} of 1500 damaged files were refused`);
  });

  test(`${name}: with a range removed or inserted it is read or refused`, async () => {
    const random = generator(11);
    for (let round = 0; round < 200; round++) {
      const at = Math.floor(random() * original.length);
      const length = Math.floor(random() * 64);
      const damage = `${name}, ${length} bytes at ${at}`;
      await survives(
        new Uint8Array(Buffer.concat([original.slice(0, at), original.slice(at + length)])),
        `${damage} taken out`,
      );
      await survives(
        new Uint8Array(Buffer.concat([original.slice(0, at), original.slice(at - length, at), original.slice(at)])),
        `${damage} doubled`,
      );
    }
  });
}

test.run();
