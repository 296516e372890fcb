/**
 * Converts weight files of any known format and naming to the form that the models read: safetensors with the layout's names and
 * shapes, in float32 or float16. Also runs in browsers: bytes come from a source and go to a sink.
 */
import { HyperIqaError } from '../errors.ts';
import { kerasModelOf } from '../formats/keras-layers.ts';
import { remedyFor } from '../formats/remedies.ts';
import { type ByteSink, writeSafetensors } from '../formats/safetensors.ts';
import type { StoredTensor, TensorFile } from '../formats/tensor-file.ts';
import { namedWeights, type TensorSpec } from '../models/layout.ts';
import type { Model } from '../models/model.ts';
import { checkpointOf } from '../models/checkpoint-of.ts';
import { prepared, withModelAxes } from './axes.ts';
import { factsOf, type NamedFile, type Piece, piecesOf } from './parts.ts';
import { hasShape, type Place, tensorOf } from './recognise.ts';
import { requireSameNetwork } from './same-network.ts';
import { type StoredAs, storedAs } from './values.ts';

/** Incremented when the same tensors are written as different bytes. Which tensors were taken is recorded in `source_prefix`. */
const converterVersion = 2;

export interface ConvertOptions {
  /** f16 halves matrices and convolutions; tensors of one dimension (biases, BatchNorm) stay f32. See `StoredAs`. */
  readonly dtype: StoredAs;
  /** Hexadecimal, of the whole input file, for the metadata; several files' sums are separated by blanks. */
  readonly sourceSha256: string;
  /** Which of the model's checkpoints the file is, where several have the same names and shapes. Default: as its naming says. */
  readonly checkpoint?: string;
}

export interface ConversionReport {
  readonly found: number;
  readonly missing: readonly string[];
  /** Tensors of the file that belong neither to the model nor to any of the `others`. */
  readonly extra: readonly string[];
  /** Where the model is in its file, or in each of its files. */
  readonly places: readonly Place[];
  /** Further places where a file holds a model, which are not used. */
  readonly others: readonly Place[];
  /** Tensors of the model that cannot be read, each with what would have to build it. They count as missing. */
  readonly unreadable: ReadonlyMap<string, string>;
  /** Values beside the weights that are not tensors, each with what would build it. */
  readonly beside: ReadonlyMap<string, string>;
  readonly differing: readonly { readonly name: string; readonly expected: string; readonly found: string }[];
  /** Training step counters, which are left out. */
  readonly dropped: readonly string[];
}

export interface Conversion {
  /** The model's name. */
  readonly model: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** The tensors that exist and fit; values are converted when they are read. */
  readonly tensors: readonly StoredTensor[];
  readonly report: ConversionReport;
}

/**
 * Recognises the model and maps its tensors, without reading values.
 * @throws HyperIqaError WEIGHTS when the file holds no known model.
 */
export function planConversion(file: TensorFile, options: ConvertOptions): Promise<Conversion> {
  return planConversionOf([{ name: 'the file', file }], options);
}

/**
 * The same for a model that is published in several files, given in any order.
 * @throws HyperIqaError WEIGHTS also when a part is missing or given twice, or the files belong to different models.
 */
export async function planConversionOf(files: readonly NamedFile[], options: ConvertOptions): Promise<Conversion> {
  const pieces = await piecesOf(files);
  for (const { known } of pieces) {
    const refusal = known.description?.refusal;
    if (refusal !== undefined) throw new HyperIqaError('WEIGHTS', `${known.model.name}: ${refusal}`);
  }
  const [{ known, file }] = pieces;
  const taken = pieces.map((piece) => take(piece, options.dtype));
  const reports = taken.map(({ report }) => report);
  for (const [i, piece] of pieces.entries()) {
    if (reports[i]!.missing.length + reports[i]!.differing.length === 0) await requireDescribedNetwork(piece);
  }
  return {
    model: known.model.name,
    metadata: metadataOf(pieces, file, options),
    tensors: taken.flatMap(({ tensors }) => tensors),
    report: {
      found: reports.reduce((sum, { found }) => sum + found, 0),
      missing: reports.flatMap(({ missing }) => missing),
      differing: reports.flatMap(({ differing }) => differing),
      places: reports.flatMap(({ places }) => places),
      others: reports.flatMap(({ others }) => others),
      unreadable: new Map(reports.flatMap(({ unreadable }) => [...unreadable])),
      beside: new Map(reports.flatMap(({ beside }) => [...beside])),
      dropped: reports.flatMap(({ dropped }) => dropped),
      extra: reports.flatMap(({ extra }) => extra),
    },
  };
}

/** A file that describes its network layer by layer must describe the model that its weights were recognised as. */
async function requireDescribedNetwork({ known, file }: Piece): Promise<void> {
  const described = kerasModelOf(file.metadata);
  if (described === undefined || file.format !== 'keras-hdf5') return;
  const { model, nameInFile, description } = known;
  if (typeof described === 'string') {
    throw new HyperIqaError('WEIGHTS', `${model.name}: the file's network cannot be checked, since ${described}.`);
  }
  const code = await model.code();
  const shapeOf = (name: string) => known.layout.find((spec) => spec.name === name)?.shape;
  const graph = code.graph(namedWeights(shapeOf, description?.facts ?? {}), 1);
  requireSameNetwork(model.title, described, graph, nameInFile);
}

/** The tensors that one file contributes, and its part of the report. */
function take({ known, place, others, file }: Piece, dtype: StoredAs): Pick<Conversion, 'tensors' | 'report'> {
  const { naming } = known;
  const tensors: StoredTensor[] = [];
  const missing: string[] = [];
  const differing: { name: string; expected: string; found: string }[] = [];
  const unreadable = new Map<string, string>();
  const used = new Set<string>();
  /** For display: files of one model may use the same name for different tensors. */
  const shown = (nameInFile: string) => (known.part === null ? nameInFile : `${known.part}: ${nameInFile}`);
  /** The tensor of that name if it exists and fits; otherwise the mismatch is reported. */
  const find = (nameInFile: string, spec: TensorSpec): StoredTensor | undefined => {
    const { shape } = spec;
    const stored = tensorOf(file, nameInFile);
    const tensor = stored === undefined ? undefined : withModelAxes(stored, spec, naming);
    if (tensor === undefined) {
      if (!used.has(nameInFile)) missing.push(shown(nameInFile));
      const origin = file.opaque?.get(nameInFile);
      if (origin !== undefined) unreadable.set(shown(nameInFile), origin);
    } else if (!hasShape(tensor, shape, file.format)) {
      const found = `[${tensor.shape}] of ${tensor.dtype}`;
      if (!used.has(nameInFile)) differing.push({ name: shown(nameInFile), expected: `[${shape}]`, found });
    }
    used.add(nameInFile);
    return tensor;
  };
  for (const spec of known.layout) {
    const tensor = find(known.nameInFile(spec.name), spec);
    if (tensor === undefined) continue;
    tensors.push(storedAs(prepared(tensor, spec, naming), spec, dtype));
  }
  const elsewhere = others.map(({ prefix }) => prefix).filter((prefix) => prefix !== '');
  const isLeft = (name: string) => !used.has(name) && !elsewhere.some((prefix) => name.startsWith(prefix));
  const rest = [...file.tensors.keys()].filter(isLeft);
  const report: ConversionReport = {
    found: used.size - missing.length,
    missing,
    differing,
    places: [place],
    others,
    unreadable,
    beside: new Map([...(file.opaque ?? [])].filter(([name]) => isLeft(name))),
    dropped: rest.filter((name) => naming.ignored?.test(name)),
    extra: rest.filter((name) => !naming.ignored?.test(name)),
  };
  return { tensors, report };
}

/**
 * Writes a converted file.
 * @throws HyperIqaError WEIGHTS, before the first byte, when tensors are missing or of another shape.
 */
export async function writeConversion(conversion: Conversion, sink: ByteSink): Promise<void> {
  requireWhole(conversion);
  await writeSafetensors(conversion.tensors, conversion.metadata, sink);
}

/** @throws HyperIqaError WEIGHTS when tensors are missing, unreadable or of another shape. */
export function requireWhole({ model, report }: Conversion): void {
  const { missing, differing, unreadable, found } = report;
  if (missing.length === 0 && differing.length === 0) return;
  const lines = [
    ...[...unreadable].map(([name, origin]) => `${name} is not read (${origin})`),
    ...missing.filter((name) => !unreadable.has(name)).map((name) => `${name} is missing`),
    ...differing.map(({ name, expected, found }) => `${name} is ${found}, not ${expected}`),
  ];
  const shown = lines.slice(0, 5).join('; ');
  const [origin] = unreadable.values();
  const remedy = origin === undefined ? 'Get the whole file, or that of the right model.' : remedyFor(origin);
  throw new HyperIqaError(
    'WEIGHTS',
    `These are not complete weights of ${model}: of ${found + missing.length} tensors ${missing.length} are missing and ` +
      `${differing.length} have a different shape or type: ${shown}${lines.length > 5 ? '; ...' : ''}. Nothing was ` +
      `written. ${remedy}`,
  );
}

/** The metadata of a converted file. A file that is converted again keeps those that its names no longer tell. */
function metadataOf(
  pieces: readonly Piece[],
  file: TensorFile,
  options: ConvertOptions,
): Readonly<Record<string, string>> {
  const { model, naming, description } = pieces[0]!.known;
  const prefix = pieces
    .map(({ place }) => place.prefix)
    .join(' ')
    .trim();
  const before = file.format === 'safetensors' && file.metadata.model === model.name ? file.metadata : {};
  const label = before.source_naming ?? naming.name;
  const original: Readonly<Record<string, string>> = { checkpoint: description?.checkpoint ?? naming.checkpoint };
  const said = before.source_naming === undefined ? original : before;
  const known = options.checkpoint === undefined ? said : { checkpoint: requireCheckpoint(model, options.checkpoint) };
  const checkpoint = checkpointOf(model, { metadata: { ...known, source_naming: label } });
  const protocol = before.protocol ?? checkpoint.protocol;
  return {
    ...factsOf(pieces),
    model: model.name,
    checkpoint: checkpoint.name,
    better: checkpoint.better,
    range: checkpoint.range.join(' '),
    ...(protocol === null ? {} : { protocol }),
    dtype: options.dtype,
    source_format: file.format,
    source_naming: label,
    ...(prefix === '' ? {} : { source_prefix: prefix }),
    source_sha256: options.sourceSha256,
    converter_version: String(converterVersion),
  };
}

function requireCheckpoint({ title, checkpoints }: Model, name: string): string {
  if (checkpoints.some((checkpoint) => checkpoint.name === name)) return name;
  const names = checkpoints.map((checkpoint) => checkpoint.name).join(', ');
  throw new HyperIqaError(
    'USAGE',
    `The file holds ${title}, which has no checkpoint called ${JSON.stringify(name)}; it has ${names}.`,
  );
}
