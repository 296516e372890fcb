/**
 * Recognises which model a weight file holds, and under which prefix: checkpoints keep a state dict under a key (`state_dict.`,
 * `params_ema.`), and wrappers prefix every name (`module.`, `_orig_mod.`, `model.`).
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

/** A model, or a part of one, under the names that one kind of file uses. */
export interface KnownModel {
  readonly model: Model;
  readonly naming: Naming;
  /** Which of the model's several files it is; null for a file that holds the whole model. */
  readonly part: string | null;
  /** With the widths that the file's shapes show. */
  readonly layout: readonly TensorSpec[];
  /** The file's name for a tensor of the layout. */
  nameInFile(name: string): string;
  /** What the file says of the network besides its tensors; null where it says nothing. */
  readonly description: FileDescription | null;
}

/** A place in a file that holds a model, or most of one. */
export interface Place {
  /** The model's name. */
  readonly model: string;
  readonly part: string | null;
  /** What precedes the model's own names: nothing, or keys and wrappers, each followed by a dot. */
  readonly prefix: string;
  /** How many of the model's tensors are there and fit. */
  readonly fitting: number;
  readonly total: number;
}

export interface Recognised {
  /** Its `nameInFile` includes the prefix. */
  readonly known: KnownModel;
  readonly place: Place;
  /**
   * The other places, which are not used. Networks that share parts of the recognised one under the same names are not listed.
   */
  readonly others: readonly Place[];
}

/** The most dots in a prefix: `callbacks.EMA.ema_state_dict.module._orig_mod.` has five. */
const mostDots = 6;
/** The most prefixes that are examined; each is a place in the file that may hold the model. */
const mostPrefixes = 16;

const floats = new Set(['f64', 'f32', 'f16', 'bf16']);

/**
 * The model and place for which the file has most tensors. Among equal places, averaged weights (EMA, SWA) are preferred to those
 * of the last step, since they are used for scoring; then the usual keys and wrappers, then the first.
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

/** Whether a file has everything that it has of another model's part, and more: then it is a damaged model, not that part. */
function hasMoreThanThePart({ known, there }: Candidate, { known: { part }, there: ofPart }: Candidate): boolean {
  if (part === null || known.part !== null) return false;
  // The parts of one model may use the same names, and a name then stands for several of the model's tensors.
  const all = new Set(there);
  return all.size > new Set(ofPart).size && ofPart.every((name) => all.has(name));
}

export interface Candidate {
  readonly known: KnownModel;
  readonly place: Place;
  /** The model's tensor names that occur in the file, with any shape. */
  readonly there: readonly string[];
}

/** The models that the file may hold and their places, best first; a whole model precedes an equally good part. */
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
  // The sort is stable, so equal candidates keep their order.
  found.sort(
    (a, b) =>
      b.place.fitting / b.place.total - a.place.fitting / a.place.total ||
      b.there.length / b.place.total - a.there.length / a.place.total ||
      rank(a.place.prefix) - rank(b.place.prefix),
  );
  return found;
}

/** Describes one of a file's candidates in relation to the others. */
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

/** For each naming, the file's names for the tensors of its model at the usual depths and widths. */
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
 * Every model under every naming, whole and as parts, with the widths that the file's shapes show. A naming none of whose usual
 * names occur in the file is left out, unless the file itself says how its names are to be read.
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

/** The files that a model is published in, in the order in which the model requests their tensors; empty for a single file. */
export function partsOf(naming: Naming, layout: readonly TensorSpec[]): readonly string[] {
  return naming.partOf === undefined ? [] : [...new Set(layout.map(({ name }) => naming.partOf!(name)))];
}

function inPart(naming: Naming, layout: readonly TensorSpec[], part: string): readonly TensorSpec[] {
  return layout.filter(({ name }) => naming.partOf!(name) === part);
}

/** What precedes the names of known models in the file, most frequent first. */
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

/** The file's tensors under a prefix, with the prefix removed. */
function without(prefix: string, file: TensorFile): TensorFile {
  const behind = <T>(entries: Iterable<readonly [string, T]>): ReadonlyMap<string, T> => {
    const inside = new Map<string, T>();
    for (const [name, value] of entries) if (name.startsWith(prefix)) inside.set(name.slice(prefix.length), value);
    return inside;
  };
  return { ...file, tensors: behind(file.tensors), opaque: behind(file.opaque ?? []) };
}

/** Lists of numbers are at the top level of a file, wherever its weights are. */
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

/** A tensor of the file, or one of the lists of numbers beside them. */
export function tensorOf({ tensors, numbers }: Pick<TensorFile, 'tensors' | 'numbers'>, name: string) {
  return tensors.get(name) ?? numbers?.get(name);
}

/** Rules out matches by chance: `gamma` and `alpha` are tensors of many networks. */
function isEnough(there: number, total: number, prefix: string, { format }: TensorFile): boolean {
  if (format === 'opencv-yaml' || format === 'caffemodel') return there > 0;
  return there >= Math.max(3, prefix === '' ? total / 10 : total / 2);
}

/** A tensor's shape, in the model's order of axes. */
export function shapeIn(file: TensorFile, nameInFile: string, axes: readonly number[] | undefined) {
  const tensor = tensorOf(file, nameInFile);
  return tensor === undefined ? undefined : reordered(tensor, axes).shape;
}

/** Whether the file has a tensor of that name that can serve as `spec`. */
export function fits(file: TensorFile, nameInFile: string, spec: TensorSpec, naming: Naming): boolean {
  const tensor = tensorOf(file, nameInFile);
  return tensor !== undefined && hasShape(withModelAxes(tensor, spec, naming), spec.shape, file.format);
}

/** Whether a tensor of a file can be used as one of this shape. */
export function hasShape(
  tensor: { readonly shape: readonly number[]; readonly dtype: string },
  shape: readonly number[],
  format: TensorFile['format'],
): boolean {
  let dims = tensor.shape;
  // Caffe's legacy shape has four dimensions, of which leading ones are padding.
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
