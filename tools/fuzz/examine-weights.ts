import type { Conversion } from '../../src/convert/convert.ts';
import { planConversion, writeConversion } from '../../src/convert/convert.ts';
import { HyperIqaError } from '../../src/errors.ts';
import { MemorySource } from '../../src/formats/byte-source.ts';
import { openTensorFile } from '../../src/formats/detect.ts';
import { type ByteSource, bytesPerElement, type StoredTensor, type TensorFile } from '../../src/formats/tensor-file.ts';
import { toFloat32 } from '../../src/formats/to-float32.ts';
import { fault, judgeError, type Outcome } from './judge.ts';

/** Reads every tensor, and converts the file where it holds a known model, as `convert` does. */
export function examineWeights(bytes: Uint8Array): Promise<Outcome> {
  return examine(new MemorySource('mutant', bytes));
}

/** Examines a manifest in a folder where every name is a file with the bytes `part`. */
export function examineManifest(bytes: Uint8Array, part: Uint8Array): Promise<Outcome> {
  const source = new MemorySource('mutant', bytes);
  return examine({
    name: source.name,
    size: source.size,
    read: (offset, length) => source.read(offset, length),
    beside: async (name) => new MemorySource(name, part),
    close: () => source.close(),
  });
}

async function examine(source: ByteSource): Promise<Outcome> {
  try {
    const file = await openTensorFile(source);
    for (const tensor of file.tensors.values()) {
      const wrong = await outOfBounds(tensor);
      if (wrong !== undefined) return fault('bounds', wrong);
    }
    return await convert(file);
  } catch (error) {
    return judgeError(error);
  }
}

async function outOfBounds({ name, shape, dtype, read }: StoredTensor): Promise<string | undefined> {
  const expected = shape.reduce((product, size) => product * size, bytesPerElement[dtype]);
  const { length } = await read();
  const isShape = shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  return isShape && length === expected
    ? undefined
    : `${JSON.stringify(name)} of shape [${shape}] and type ${dtype} has ${length} bytes`;
}

async function convert(file: TensorFile): Promise<Outcome> {
  let plan: Conversion;
  try {
    plan = await planConversion(file, { dtype: 'f32', sourceSha256: '' });
  } catch (error) {
    const judged = judgeError(error);
    // The tensors are valid, but belong to no known model.
    if (error instanceof HyperIqaError && error.code === 'WEIGHTS' && judged.verdict === 'refused') {
      return { verdict: 'accepted', detail: `${file.tensors.size} tensors` };
    }
    return judged;
  }
  // The tensors are valid, but only a part of a model.
  if (plan.report.missing.length + plan.report.differing.length > 0) {
    const refusal = judgeError(await writeConversion(plan, { write: async () => {} }).catch((error: unknown) => error));
    return refusal.verdict === 'refused' ? { verdict: 'accepted', detail: `a part of ${plan.model}` } : refusal;
  }
  await writeConversion(plan, { write: async () => {} });
  for (const tensor of plan.tensors) {
    const at = (await toFloat32(tensor)).findIndex((value) => !Number.isFinite(value));
    if (at >= 0) return fault('not finite', `value ${at} of ${tensor.name} in ${file.format}`);
  }
  return { verdict: 'accepted', detail: plan.model };
}
