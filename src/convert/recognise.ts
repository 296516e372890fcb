/**
 * Which model a file of weights holds, and under which prefix: checkpoints keep a state dict under keys of their own
 * (`state_dict.`, `params_ema.`), and wrappers put theirs before every name (`module.`, `_orig_mod.`, `model.`).
 */
import { HyperIqaError } from '../errors.ts';
import { remedyFor } from '../formats/remedies.ts';
import type { TensorFile } from '../formats/tensor-file.ts';
import { layoutOf, type TensorSpec } from '../models/layout.ts';
import type { Model } from '../models/model.ts';
import type { FileDescription, Naming } from '../models/naming.ts';
import { models } from '../models/registry.ts';
import { counted } from '../printable.ts';
import { reordered, withModelAxes } from './axes.ts';

/** A model, or a part of one, as one kind of file holds it. */
export interface KnownModel {
  readonly model: Model;
  readonly naming: Naming;
  /** Which of the files that the model is published in; null for one that holds all of it. */
  readonly part: string | null;
  /** In the file's own widths. */
  readonly layout: readonly TensorSpec[];
  /** What the file calls a tensor of the layout. */
  nameInFile(name: string): string;
  /** What the file says of the network beside its tensors; null where it says nothing. */
  readonly description: FileDescription | null;
}

/** A place in a file that holds a model, or a good part of it. */
export interface Place {
  /** The model's name. */
  readonly model: string;
  readonly part: string | null;
  /** What stands before the model's own names: empty, or keys and wrappers, each with a dot behind it. */
  readonly prefix: string;
  /** Of the model's tensors, how many are there and fit. */
  readonly fitting: number;
  readonly total: number;
}

export interface Recognised {
  /** Names of the file are those with the prefix. */
  readonly known: KnownModel;
  readonly place: Place;
  /** The other places, which are left out; not those of networks that have parts of the recognised one, named alike. */
  readonly others: readonly Place[];
}

/** Dots in a prefix: `callbacks.EMA.ema_state_dict.module._orig_mod.` has five. */
const mostDots = 6;
/** Prefixes that are looked at closely: a file with more holds the model that often. */
const mostPrefixes = 16;

const floats = new Set(['f64', 'f32', 'f16', 'bf16']);

/**
 * The model and place of which the file has most tensors. Where several places are alike, averaged weights (EMA, SWA) go
 * before those of the last step, since they are what is scored with; then the usual keys and wrappers, then the first.
 * @throws HyperIqaError WEIGHTS when the file holds no known model.
 */
export async function recognise(file: TensorFile): Promise<Recognised> {
  const candidates = await candidatesIn(file);
  const first = candidates[0];
  if (first === undefined) throw unknown(file);
  const best = candidates.find((each) => hasMoreThanThePart(each, first)) ?? first;
  return chosen(
    best,
    candidates.filter((each) => each !== best),
  );
}

/** Whether a model's file holds all that it holds of another model's part, and more: a damaged file is not that part. */
function hasMoreThanThePart({ known, there }: Candidate, { known: { part }, there: ofPart }: Candidate): boolean {
  if (part === null || known.part !== null || there.length <= ofPart.length) return false;
  const all = new Set(there);
  return ofPart.every((name) => all.has(name));
}

export interface Candidate {
  readonly known: KnownModel;
  readonly place: Place;
  /** Names of the file that the model calls its tensors, of any shape. */
  readonly there: readonly string[];
}

/** What the file may hold, and where, the best first; of equally good ones a whole model goes before a part. */
export async function candidatesIn(file: TensorFile): Promise<readonly Candidate[]> {
  const codes = await Promise.all(models.map(async (model) => ({ model, code: await model.code() })));
  const usual = usualNames(codes, file.format);
  const found = prefixesOf(file, usual).flatMap((prefix) => {
    const inside = without(prefix, file);
    return knownModels(inside, codes, usual).flatMap((known) => {
      const names = known.layout.map(({ name }) => known.nameInFile(name));
      const there = names.filter((name) => tensorOf(inside, name) !== undefined || inside.opaque?.has(name));
      if (!isEnough(there.length, names.length, prefix, file)) return [];
      const fitting = known.layout.filter((spec, i) => fits(inside, names[i]!, spec, known.naming)).length;
      const { model, part } = known;
      const place: Place = { model: model.name, part, prefix, fitting, total: names.length };
      return [{ known: withPrefix(prefix, known, inside), place, there: there.map((name) => prefix + name) }];
    });
  });
  // Sorting keeps the order of what is alike.
  found.sort(
    (a, b) =>
      b.place.fitting / b.place.total - a.place.fitting / a.place.total ||
      b.there.length / b.place.total - a.there.length / a.place.total ||
      rank(a.place.prefix) - rank(b.place.prefix),
  );
  return found;
}

/** One of a file's candidates beside the others. */
export function chosen({ known, place, there }: Candidate, candidates: readonly Candidate[]): Recognised {
  const taken = new Set(there);
  const others = candidates
    .filter((each) => each.place.prefix !== place.prefix && each.there.some((name) => !taken.has(name)))
    .map((each) => each.place);
  return { known, place, others: others.filter(isFirstOfItsPrefix) };
}

function isFirstOfItsPrefix({ prefix }: Place, index: number, places: readonly Place[]): boolean {
  return places.findIndex((place) => place.prefix === prefix) === index;
}

interface LoadedModel {
  readonly model: Model;
  readonly code: Awaited<ReturnType<Model['code']>>;
}

/** What files call the tensors of each naming's model in its usual depths and widths. */
type UsualNames = ReadonlyMap<Naming, ReadonlySet<string>>;

function usualNames(codes: readonly LoadedModel[], format: TensorFile['format']): UsualNames {
  const empty = { format, metadata: {}, tensors: new Map() };
  const names = new Map<Naming, Set<string>>();
  for (const { model, code } of codes) {
    const layout = layoutOf((weights) => code.request(weights));
    for (const naming of model.namings) {
      const { nameInFile } = naming.describe?.(empty) ?? naming;
      names.set(naming, new Set(layout.map(({ name }) => nameInFile(name))));
    }
  }
  return names;
}

/**
 * Every model by every naming, whole and each part, with the widths that the file's shapes tell. Those of whose usual names
 * the file has none are left out, unless the file itself says how its names are to be read.
 */
function knownModels(file: TensorFile, codes: readonly LoadedModel[], usual: UsualNames): readonly KnownModel[] {
  const isThere = (name: string) => tensorOf(file, name) !== undefined || file.opaque?.has(name) === true;
  return codes.flatMap(({ model, code }) =>
    model.namings.flatMap((naming): readonly KnownModel[] => {
      if (naming.describe === undefined && ![...usual.get(naming)!].some(isThere)) return [];
      const description = naming.describe?.(file) ?? null;
      const nameInFile = (name: string) => (description ?? naming).nameInFile(name);
      const layout = layoutOf(
        (weights) => code.request(weights),
        (name) => shapeIn(file, nameInFile(name), naming.axesInFile?.(name)),
        description?.facts,
      );
      const whole = { model, naming, part: null, layout, nameInFile, description };
      return [
        whole,
        ...partsOf(naming, layout).map((part) => ({ ...whole, part, layout: inPart(naming, layout, part) })),
      ];
    }),
  );
}

/** The files that a model is published in, in the order in which the model asks for their tensors; none for a single one. */
export function partsOf(naming: Naming, layout: readonly TensorSpec[]): readonly string[] {
  return naming.partOf === undefined ? [] : [...new Set(layout.map(({ name }) => naming.partOf!(name)))];
}

function inPart(naming: Naming, layout: readonly TensorSpec[], part: string): readonly TensorSpec[] {
  return layout.filter(({ name }) => naming.partOf!(name) === part);
}

/** What stands before names of known models, the most frequent first. */
function prefixesOf(file: TensorFile, usual: UsualNames): readonly string[] {
  const known = new Set([...usual.values()].flatMap((names) => [...names]));
  const counts = new Map<string, number>([['', 0]]);
  for (const name of [...file.tensors.keys(), ...(file.opaque?.keys() ?? [])]) {
    let begin = 0;
    for (let dots = 0; dots <= mostDots; dots++) {
      if (known.has(name.slice(begin))) {
        const prefix = name.slice(0, begin);
        counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
      }
      begin = name.indexOf('.', begin) + 1;
      if (begin === 0) break;
    }
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.slice(0, mostPrefixes).map(([prefix]) => prefix);
}

/** The file with the names behind a prefix, without the prefix. */
function without(prefix: string, file: TensorFile): TensorFile {
  const behind = <T>(entries: Iterable<readonly [string, T]>): ReadonlyMap<string, T> => {
    const inside = new Map<string, T>();
    for (const [name, value] of entries) if (name.startsWith(prefix)) inside.set(name.slice(prefix.length), value);
    return inside;
  };
  return { ...file, tensors: behind(file.tensors), opaque: behind(file.opaque ?? []) };
}

/** Lists of numbers lie at the top of a file, wherever its weights are. */
function withPrefix(prefix: string, known: KnownModel, inside: TensorFile): KnownModel {
  const isList = (name: string) => !inside.tensors.has(name) && inside.numbers?.has(name) === true;
  return {
    ...known,
    nameInFile(tensor) {
      const name = known.nameInFile(tensor);
      return isList(name) ? name : prefix + name;
    },
  };
}

/** A tensor of the file, or a list of numbers beside them. */
export function tensorOf({ tensors, numbers }: Pick<TensorFile, 'tensors' | 'numbers'>, name: string) {
  return tensors.get(name) ?? numbers?.get(name);
}

/** Few names can be there by chance: `gamma` and `alpha` are tensors of many networks. */
function isEnough(there: number, total: number, prefix: string, { format }: TensorFile): boolean {
  if (format === 'opencv-yaml' || format === 'caffemodel') return there > 0;
  return there >= Math.max(3, prefix === '' ? total / 10 : total / 2);
}

/** Of a tensor, in the model's order of axes. */
export function shapeIn(file: TensorFile, nameInFile: string, axes: readonly number[] | undefined) {
  const tensor = tensorOf(file, nameInFile);
  return tensor === undefined ? undefined : reordered(tensor, axes).shape;
}

function fits(file: TensorFile, nameInFile: string, spec: TensorSpec, naming: Naming): boolean {
  const tensor = tensorOf(file, nameInFile);
  return tensor !== undefined && hasShape(withModelAxes(tensor, spec, naming), spec.shape, file.format);
}

/** Whether a tensor of a file can stand for one of this shape. */
export function hasShape(
  tensor: { readonly shape: readonly number[]; readonly dtype: string },
  shape: readonly number[],
  format: TensorFile['format'],
): boolean {
  let dims = tensor.shape;
  // Caffe's four legacy dimensions: the leading ones mean nothing.
  if (format === 'caffemodel' && dims.length === 4) {
    const spare = dims.length - shape.length;
    if (dims.slice(0, spare).every((size) => size === 1)) dims = dims.slice(spare);
  }
  return floats.has(tensor.dtype) && dims.length === shape.length && dims.every((size, axis) => size === shape[axis]);
}

const averaged = /(^|[._])(ema|averaged?|swa)([._]|$)/i;
const usual = /^((module|model|_orig_mod|net|net_g|network|backbone|params|weights|(model_)?state_dict)\.)*$/;

function rank(prefix: string): number {
  if (averaged.test(prefix)) return 0;
  return usual.test(prefix) ? 1 : 2;
}

function unknown(file: TensorFile): HyperIqaError {
  const names = [...file.tensors.keys()].slice(0, 3).join(', ');
  const titles = models.filter(({ namings }) => namings.length > 0).map(({ title }) => title);
  const [left] = file.opaque ?? [];
  const unread =
    left === undefined
      ? ''
      : ` It also holds what ${left[1]} makes (${left[0]}). If that is the model: ${remedyFor(left[1])}`;
  return new HyperIqaError(
    'WEIGHTS',
    `The file holds none of the known models. It has ${counted(file.tensors.size, 'tensor')} (${names}, ...); the known models are ` +
      `${titles.join(', ')}.${unread}`,
  );
}
