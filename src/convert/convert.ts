/**
 * From a file of weights in any known format and naming to the one form that the models read: safetensors, the
 * layout's names and shapes, float32 or float16. Runs in a browser as well: bytes come from a source, go to a sink.
 */
import { HyperIqaError } from '../errors.ts';
import { type ByteSink, writeSafetensors } from '../formats/safetensors.ts';
import type { StoredTensor, TensorFile } from '../formats/tensor-file.ts';
import type { TensorSpec } from '../models/tensor-spec.ts';
import { type KnownModel, knownModels, type ModelName } from './known-models.ts';
import { divided, type StoredAs, storedAs } from './values.ts';

/** Counts up when the same input gives other bytes. */
const converterVersion = 1;

export interface ConvertOptions {
  /** f16 halves matrices and convolutions; tensors of one dimension (biases, BatchNorm) stay f32. */
  readonly dtype: StoredAs;
  /** Of the whole input file, for the metadata: hexadecimal; of several files, with blanks between them. */
  readonly sourceSha256: string;
}

export interface ConversionReport {
  readonly found: number;
  readonly missing: readonly string[];
  /** In the file, not in the model. */
  readonly extra: readonly string[];
  readonly differing: readonly { readonly name: string; readonly expected: string; readonly found: string }[];
  /** Counters of training steps, left out. */
  readonly dropped: readonly string[];
}

export interface Conversion {
  readonly model: ModelName;
  readonly metadata: Readonly<Record<string, string>>;
  /** Those that are there and fit; values are converted when they are read. */
  readonly tensors: readonly StoredTensor[];
  readonly report: ConversionReport;
}

/** Recognises the model and maps its tensors; reads no values. Throws WEIGHTS when the file holds no known model. */
export function planConversion(file: TensorFile, options: ConvertOptions): Conversion {
  const known = recognise(file);
  const tensors: StoredTensor[] = [];
  const missing: string[] = [];
  const differing: { name: string; expected: string; found: string }[] = [];
  const used = new Set<string>();
  /** The tensor of that name if it is there and fits; otherwise it is reported. */
  const take = (nameInFile: string, shape: readonly number[]): StoredTensor | undefined => {
    const tensor = file.tensors.get(nameInFile);
    if (tensor === undefined) {
      if (!missing.includes(nameInFile)) missing.push(nameInFile);
    } else if (!fits(tensor, shape, file.format)) {
      const found = `[${tensor.shape}] of ${tensor.dtype}`;
      if (!used.has(nameInFile)) differing.push({ name: nameInFile, expected: `[${shape}]`, found });
    }
    used.add(nameInFile);
    return tensor;
  };
  for (const spec of known.layout) {
    const tensor = take(known.nameInFile(spec.name), spec.shape);
    const divisorName = known.divisorOf(spec.name);
    const divisor = divisorName === undefined ? undefined : take(divisorName, [1]);
    if (tensor === undefined) continue;
    const values = divisor === undefined ? tensor : divided(tensor, divisor);
    tensors.push(storedAs(values, spec, options.dtype));
  }
  const rest = [...file.tensors.keys()].filter((name) => !used.has(name));
  const report: ConversionReport = {
    found: used.size - missing.length,
    missing,
    differing,
    dropped: rest.filter((name) => known.isBookkeeping(name)),
    extra: rest.filter((name) => !known.isBookkeeping(name)),
  };
  return { model: known.model, metadata: metadataOf(known, file, options), tensors, report };
}

/** Writes a converted file. Throws WEIGHTS, before the first byte, when tensors are missing or of another shape. */
export async function writeConversion(conversion: Conversion, sink: ByteSink): Promise<void> {
  const { missing, differing, found } = conversion.report;
  if (missing.length > 0 || differing.length > 0) {
    const lines = [
      ...missing.map((name) => `${name} is missing`),
      ...differing.map(({ name, expected, found }) => `${name} is ${found}, not ${expected}`),
    ];
    const shown = lines.slice(0, 5).join('; ');
    throw new HyperIqaError(
      'WEIGHTS',
      `These are not whole weights of ${conversion.model}: of ${found + missing.length} tensors ${missing.length} are ` +
        `missing and ${differing.length} have another shape or type: ${shown}${lines.length > 5 ? '; ...' : ''}. ` +
        'Nothing was written; get the whole file, or that of the right model.',
    );
  }
  await writeSafetensors(conversion.tensors, conversion.metadata, sink);
}

/** The model and naming of which the file has most names. */
function recognise(file: TensorFile): KnownModel {
  const models = knownModels(file);
  const shares = models.map(({ layout, nameInFile }) => {
    return layout.filter(({ name }) => file.tensors.has(nameInFile(name))).length / layout.length;
  });
  const best = shares.indexOf(Math.max(...shares));
  if (shares[best] === 0) {
    const names = [...file.tensors.keys()].slice(0, 3).join(', ');
    throw new HyperIqaError(
      'WEIGHTS',
      `The file holds none of the known models. It has ${file.tensors.size} tensors (${names}, ...); known are HyperIQA ` +
        "(the authors' or pyiqa's checkpoint), and OpenCV's res10 SSD face detector and BRISQUE.",
    );
  }
  return models[best]!;
}

const floats = new Set(['f64', 'f32', 'f16', 'bf16']);

function fits(tensor: StoredTensor, shape: TensorSpec['shape'], format: TensorFile['format']): boolean {
  let dims = tensor.shape;
  // Caffe's four legacy dimensions: the leading ones mean nothing.
  if (format === 'caffemodel' && dims.length === 4) {
    const spare = dims.length - shape.length;
    if (dims.slice(0, spare).every((size) => size === 1)) dims = dims.slice(spare);
  }
  return floats.has(tensor.dtype) && dims.length === shape.length && dims.every((size, axis) => size === shape[axis]);
}

function metadataOf(known: KnownModel, file: TensorFile, options: ConvertOptions): Readonly<Record<string, string>> {
  // A converted file that is converted again keeps its protocol, which its names no longer tell.
  const again = file.format === 'safetensors' && file.metadata.model === known.model;
  const protocol = (again ? file.metadata.protocol : undefined) ?? known.protocol;
  const naming = (again ? file.metadata.source_naming : undefined) ?? known.naming;
  return {
    model: known.model,
    ...(protocol === undefined ? {} : { protocol }),
    dtype: options.dtype,
    source_format: file.format,
    source_naming: naming,
    source_sha256: options.sourceSha256,
    converter_version: String(converterVersion),
  };
}
