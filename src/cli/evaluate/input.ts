/** The input of a study: photos, given scores, and exclusions. */
import { stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { HyperIqaError } from '../../errors.ts';
import { systemPath, tableName } from '../../platform/byte-path.ts';
import { parseTable } from '../../platform/csv/parse-table.ts';
import { findPhotos } from '../../platform/photo-files.ts';
import { readRegularFile } from '../../platform/regular-file.ts';
import { sha256OfBytes } from '../../platform/sha256.ts';
import { reasonOf } from '../../platform/system-error.ts';
import { counted } from '../../printable.ts';
import { indicatorsByName, nameLookup, normalName, scoresByName, textsByName } from '../../study/join.ts';
import { type Shard, shardOf } from '../../study/shard.ts';
import type { SkippedPhoto } from '../../study/skipped.ts';
import type { Table } from '../../study/table.ts';

export interface InputOptions {
  readonly images: string;
  readonly scores: string;
  readonly nameColumn: string;
  readonly scoreColumn: string;
  readonly indicators?: string;
  readonly exclude?: string;
  readonly reference?: string;
  readonly referenceColumn?: string;
}

/** A photo to be scored, unless selection rules it out. */
export interface StudyPhoto {
  readonly kind: 'photo';
  readonly imageName: string;
  readonly path: string;
  readonly givenScore: number;
  readonly carried: readonly string[];
  /** The name of its reference's file, where the table of scores has it. */
  readonly referenceName?: string;
}

/** A photo that is known to be left out before it is opened. */
export interface LeftOut extends SkippedPhoto {
  readonly kind: 'left-out';
}

export interface StudyInput {
  /** The shard's photos, sorted by name. */
  readonly items: readonly (StudyPhoto | LeftOut)[];
  readonly carriedColumns: readonly string[];
  /** Names in the table of scores that have no photo, in its order. */
  readonly rowsWithoutPhoto: readonly string[];
  /** The number of photos in all shards. */
  readonly photos: number;
  readonly photosSha256: string;
  readonly scoresSha256: string;
  readonly indicatorsSha256: string | null;
  readonly excludeSha256: string | null;
  /** The number of folders that could not be read. */
  readonly unreadable: number;
}

/**
 * Finds the photos and reads the tables.
 * @throws HyperIqaError FILE, FORMAT naming the faulty file, also where no photo has a given score; USAGE when `--images` is not a
 * folder.
 */
export async function readStudyInput(
  options: InputOptions,
  shard: Shard,
  say: (line: string) => void,
): Promise<StudyInput> {
  const { photos: paths, unreadable } = await photosByName(options.images, say);
  const names = [...paths.keys()];
  const find = nameLookup(names);
  const scores = await readTable(options.scores);
  const given = scoresByName(scores.table, options.nameColumn, options.scoreColumn, options.scores);
  const { referenceColumn } = options;
  const referenceNames =
    referenceColumn === undefined
      ? null
      : textsByName(scores.table, options.nameColumn, referenceColumn, options.scores, '--reference-column');
  const indicators = options.indicators === undefined ? null : await readTable(options.indicators);
  const extra =
    indicators === null
      ? { columns: [], values: new Map<string, readonly string[]>() }
      : indicatorsByName(indicators.table, options.nameColumn, options.indicators!);
  const excluded =
    options.exclude === undefined ? new Set<string>() : matchNames(await readNames(options.exclude), names, say);

  const used = new Set<string>();
  let withoutNumber = 0;
  const nothing = extra.columns.map(() => '');
  const items = names.map((imageName): StudyPhoto | LeftOut => {
    const leave = (reason: SkippedPhoto['reason'], detail: string): LeftOut => {
      return { kind: 'left-out', imageName, reason, detail };
    };
    const row = find(imageName, (key) => given.has(key));
    if (row !== undefined) used.add(row);
    if (excluded.has(imageName)) return leave('excluded', '');
    if (row === undefined) return leave('without-row', '');
    const givenScore = given.get(row) ?? null;
    if (givenScore === null) {
      withoutNumber++;
      return leave('without-row', `its row has no number in the column ${options.scoreColumn}`);
    }
    const carried = extra.values.get(find(imageName, (key) => extra.values.has(key)) ?? '') ?? nothing;
    const referenceName = referenceNames?.get(row);
    return { kind: 'photo', imageName, path: paths.get(imageName)!, givenScore, carried, referenceName };
  });
  if (items.every(({ kind }) => kind === 'left-out'))
    throw nothingToScore(options, used.size, [...given.keys()], scores.table);
  if (withoutNumber > 0) say(`${counted(withoutNumber, 'row')} without a number in the column ${options.scoreColumn}.`);
  return {
    items: shardOf(items, shard),
    carriedColumns: extra.columns,
    rowsWithoutPhoto: [...given.keys()].filter((name) => !used.has(name)),
    photos: names.length,
    photosSha256: namesSha256(names),
    scoresSha256: scores.sha256,
    indicatorsSha256: indicators?.sha256 ?? null,
    excludeSha256: excluded.size === 0 ? null : namesSha256(names.filter((name) => excluded.has(name))),
    unreadable: unreadable.length,
  };
}

function nothingToScore(
  { images, scores, scoreColumn }: InputOptions,
  found: number,
  rows: readonly string[],
  table: Table,
): HyperIqaError {
  const at = table.columns.indexOf(scoreColumn);
  const cell = table.rows.map((row) => row[at]!.trim()).find((text) => text !== '');
  const example = cell === undefined ? 'its cells are empty' : `it begins with ${JSON.stringify(cell)}`;
  const reason =
    found > 0
      ? `has no decimal number in the column ${scoreColumn} for any photo that is not left out; ${example}, and decimals need a point`
      : `has no row for any photo of ${images}; its names are ${someOf(rows)}`;
  return new HyperIqaError('FORMAT', `${scores}: ${reason}.`);
}

/** A checksum of names in order. */
export function namesSha256(names: readonly string[]): string {
  return sha256OfBytes(names.join('\n'));
}

/** The names in a text file, one per line. @throws HyperIqaError FILE. */
export async function readNames(file: string): Promise<readonly string[]> {
  const lines = decodeText(await readRegularFile(file), file).split('\n');
  return lines.map((line) => normalName(line.trim())).filter((line) => line !== '');
}

/** The names that the list refers to, by path or by file name alone; reports entries that match none. */
export function matchNames(
  list: readonly string[],
  names: readonly string[],
  say: (line: string) => void,
): ReadonlySet<string> {
  const listed = new Set(list);
  const find = nameLookup(names);
  const met = new Map(names.map((name) => [name, find(name, (key) => listed.has(key))]));
  const found = new Set(met.values());
  const idle = [...listed].filter((entry) => !found.has(entry));
  if (idle.length > 0) say(`${idle.length} of the names to leave out match no photo: ${someOf(idle)}.`);
  return new Set(names.filter((name) => met.get(name) !== undefined));
}

function someOf(names: readonly string[]): string {
  const shown = 5;
  return names.slice(0, shown).join(', ') + (names.length > shown ? ' and more' : '');
}

/** The photos of a folder. */
export interface PhotoFolder {
  /** Paths by name below the folder, sorted by the names' code units, so that the locale does not matter. */
  readonly photos: ReadonlyMap<string, string>;
  /** Subfolders that could not be read; they were reported, and all else is included. */
  readonly unreadable: readonly { readonly imageName: string; readonly message: string }[];
}

/**
 * @throws HyperIqaError USAGE when it is not a folder; FILE when it cannot be read, contains no photo, or two photos have the
 * same name.
 */
export async function photosByName(folder: string, say: (line: string) => void): Promise<PhotoFolder> {
  const there = await stat(systemPath(folder)).catch((cause: unknown) => {
    throw new HyperIqaError('FILE', `--images ${folder} cannot be read: ${reasonOf(cause)}.`, { cause });
  });
  if (!there.isDirectory()) {
    throw new HyperIqaError('USAGE', `--images ${folder}: it is not a folder; expected the folder of photos.`);
  }
  const nameOf = (path: string) => normalName(tableName(relative(resolve(folder), resolve(path)).split(sep).join('/')));
  const { found, notices } = await findPhotos([folder]);
  for (const notice of notices) say(notice);
  const paths = new Map<string, string>();
  const unreadable: { readonly imageName: string; readonly message: string }[] = [];
  for (const each of found) {
    if (typeof each !== 'string') {
      if (found.length === 1) throw each.error;
      say(each.error.message);
      unreadable.push({ imageName: nameOf(each.path), message: each.error.message });
      continue;
    }
    const name = nameOf(each);
    const twin = paths.get(name);
    if (twin !== undefined) {
      throw new HyperIqaError('FILE', `${twin} and ${each} have names that differ only in the encoding of accents.`);
    }
    paths.set(name, each);
  }
  return { photos: new Map([...paths].sort(([a], [b]) => (a < b ? -1 : 1))), unreadable };
}

export async function readTable(file: string): Promise<{ readonly table: Table; readonly sha256: string }> {
  const bytes = await readRegularFile(file);
  return { table: await parseTable(decodeText(bytes, file), file), sha256: sha256OfBytes(bytes) };
}

function decodeText(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new HyperIqaError('FORMAT', `${file}: it is not UTF-8 text; save it as that.`, { cause });
  }
}
