import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';
import { MemorySource } from '../../src/formats/byte-source.ts';
import { openTensorFile } from '../../src/formats/detect.ts';
import type { DType, StoredTensor, TensorFile } from '../../src/formats/tensor-file.ts';

export interface Described {
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** Contiguous little-endian bytes. */
  readonly hex: string;
}

interface Expected {
  readonly pytorch: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly safetensors: Readonly<Record<string, Described>>;
  readonly caffe: Readonly<
    Record<string, Readonly<Record<string, { readonly count: number; readonly sha256OfF32: string }>>>
  >;
  readonly half: { readonly count: number; readonly sha256OfAllHalvesAsF32ButNaN: string };
  readonly pyiqa: Readonly<Record<string, readonly number[]>>;
}

export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(`test/fixtures/formats/${name}`));
}

export const expected: Expected = JSON.parse(new TextDecoder().decode(fixture('expected.json')));

export function open(bytes: Uint8Array, name = 'file'): Promise<TensorFile> {
  return openTensorFile(new MemorySource(name, bytes));
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** Asserts that the file has these tensors, with the shapes, types and bytes that the writer recorded, and no others. */
export async function holds(file: TensorFile, tensors: Readonly<Record<string, Described>>): Promise<void> {
  assert.equal([...file.tensors.keys()].sort(), Object.keys(tensors).sort());
  for (const [name, described] of Object.entries(tensors)) {
    const tensor = file.tensors.get(name)!;
    const found = { shape: [...tensor.shape], dtype: tensor.dtype, hex: hex(await tensor.read()) };
    assert.equal(found, described, name);
  }
}

/** Asserts that the work fails with a FORMAT error (or another code) whose message has these parts. */
export async function refused(work: Promise<unknown>, parts: readonly string[], code = 'FORMAT'): Promise<void> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.instance(error, HyperIqaError, error === undefined ? 'nothing was thrown' : String(error));
  assert.is((error as HyperIqaError).code, code, String(error));
  for (const part of parts) assert.match((error as Error).message, part);
}

export function tensor(name: string, shape: readonly number[], values: Float32Array): StoredTensor {
  return { name, shape, dtype: 'f32', read: async () => new Uint8Array(values.buffer) };
}
