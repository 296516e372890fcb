/** Assigns files to the parts of models that are published in several files. */
import { HyperIqaError } from '../errors.ts';
import type { TensorFile } from '../formats/tensor-file.ts';
import { layoutOf } from '../models/layout.ts';
import {
  type Candidate,
  candidatesIn,
  chosen,
  type KnownModel,
  partsOf,
  type Recognised,
  recognise,
  shapeIn,
} from './recognise.ts';
import { recogniseConverted } from './recognise-converted.ts';

export interface NamedFile {
  /** For messages. */
  readonly name: string;
  readonly file: TensorFile;
}

/** A file and the part of the model that it holds. */
export interface Piece extends Recognised {
  readonly file: TensorFile;
}

/**
 * The files of one model, each recognised by its content, in the order of the model's parts whatever order they are given in.
 * @throws HyperIqaError WEIGHTS when a file holds no known model, a part is missing or given twice, or the files belong to
 * different models.
 */
export async function piecesOf(files: readonly NamedFile[]): Promise<readonly Piece[]> {
  const found = files.length === 1 ? [await alone(files[0]!)] : await together(files);
  const [{ known }] = found;
  if (known.part === null) return found;
  const code = await known.model.code();
  const inFile = (name: string) => found.find((piece) => piece.known.part === known.naming.partOf!(name));
  const layout = layoutOf(
    (weights) => code.request(weights),
    (name) => {
      const piece = inFile(name);
      if (piece === undefined) return undefined;
      const { naming, nameInFile } = piece.known;
      return shapeIn(piece.file, nameInFile(name), naming.axesInFile?.(name));
    },
    factsOf(found),
  );
  const parts = partsOf(known.naming, layout);
  requireEachOnce(known, parts, found);
  return parts.map((part) => {
    const piece = found.find((each) => each.known.part === part)!;
    return { ...piece, known: { ...piece.known, layout: layout.filter(({ name }) => inFile(name) === piece) } };
  });
}

/**
 * Groups files that were given together without saying what they are: the parts of one model stay together; otherwise each
 * file is taken for a model of its own.
 */
export async function groupedByModel(files: readonly NamedFile[]): Promise<readonly (readonly NamedFile[])[]> {
  if (files.length === 1) return [files];
  const candidates = await candidatesOf(files);
  return bestWay(candidates) === undefined ? files.map((file) => [file]) : [files];
}

async function alone(named: NamedFile): Promise<Piece & NamedFile> {
  const recognised = (await recogniseConverted(named.file)) ?? (await recognise(named.file));
  return { ...recognised, ...named };
}

/** What a model's files say about its network besides their tensors. */
export function factsOf(pieces: readonly Recognised[]): Readonly<Record<string, string>> {
  return Object.assign({}, ...pieces.map(({ known }) => known.description?.facts ?? {}));
}

type Candidates = readonly (readonly Candidate[])[];

function candidatesOf(files: readonly NamedFile[]): Promise<Candidates> {
  return Promise.all(files.map(({ file }) => candidatesIn(file)));
}

/** Assigns each file to a part of the model that fits most of the files: a single file may fit several models. */
async function together(files: readonly NamedFile[]): Promise<readonly (Piece & NamedFile)[]> {
  const candidates = await candidatesOf(files);
  const best = bestWay(candidates);
  if (best === undefined) throw apart(files, candidates);
  return files.map((named, i) => ({ ...named, ...chosen(best[i]!, candidates[i]!) }));
}

/** For each file, the part that it holds; undefined if the files are not parts of one model. */
function bestWay(candidates: Candidates): readonly Candidate[] | undefined {
  const namings = new Set(candidates.flat().flatMap(({ known }) => (known.part === null ? [] : [known.naming])));
  const ways = [...namings].flatMap((naming) => {
    const picks = candidates.map((list) => list.find((each) => each.known.naming === naming && isMostOfAPart(each)));
    return picks.every((pick) => pick !== undefined) ? [picks] : [];
  });
  const share = (way: readonly Candidate[]) => way.reduce((sum, { place }) => sum + place.fitting / place.total, 0);
  return ways.sort((a, b) => share(b) - share(a))[0];
}

function isMostOfAPart({ known, place }: Candidate): boolean {
  return known.part !== null && place.fitting >= place.total / 2;
}

function apart(files: readonly NamedFile[], candidates: Candidates): HyperIqaError {
  const held = files.map(({ name }, i) => {
    const place = candidates[i]![0]?.place;
    if (place === undefined) return `${name} holds no known model`;
    return `${name} holds ${place.part === null ? place.model : `the part ${place.part} of ${place.model}`}`;
  });
  return new HyperIqaError(
    'WEIGHTS',
    `These files are not the parts of one model: ${held.join('; ')}. Convert each model by itself.`,
  );
}

function requireEachOnce(known: KnownModel, parts: readonly string[], found: readonly (Piece & NamedFile)[]): void {
  const faults = parts.flatMap((part) => {
    const holders = found.filter((piece) => piece.known.part === part).map(({ name }) => name);
    if (holders.length === 0) return [`${part} is missing`];
    return holders.length === 1 ? [] : [`${part} is given ${holders.length} times (${holders.join(', ')})`];
  });
  if (faults.length === 0) return;
  throw new HyperIqaError(
    'WEIGHTS',
    `${known.model.name} is published in ${parts.length} files (${parts.join(', ')}), and of these ${faults.join('; ')}. ` +
      'Give all of them together.',
  );
}
