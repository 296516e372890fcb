/** `--reference`: finds the reference of a photo, and decodes it. */
import { stat } from 'node:fs/promises';
import { basename, dirname, parse, relative, sep } from 'node:path';
import { HyperIqaError } from '../errors.ts';
import type { DecodedPhoto, Photo } from '../image/photo.ts';
import { comparesWithReference, type MetricModel } from '../models/metric.ts';
import { metricModels } from '../models/registry.ts';
import { systemPath, tableName } from '../platform/byte-path.ts';
import { type DecodeOptions, decodePhoto } from '../platform/decode.ts';
import { findPhotos } from '../platform/photo-files.ts';
import { reasonOf } from '../platform/system-error.ts';
import { normalName } from '../study/join.ts';

export interface Reference {
  /** Absent where none was found. */
  readonly file?: string;
  /** The reference, of the photo's size, or the error that prevents its use: REFERENCE, or what decoding threw. */
  readonly photo: Photo | HyperIqaError;
  /** Defects of files that could be read, each with the file's name; usually empty. */
  readonly warnings: readonly string[];
}

export interface References {
  /** Whether all photos have the same reference, whatever their names. */
  readonly isOne: boolean;
  /** The reference's name below the folder, or that of the one reference; the empty text if there is none. Parameters as of `of`. */
  nameOf(file: string, named?: string): string;
  /**
   * The reference of a photo.
   * @param named the reference's file name with any extension; default the photo's.
   */
  of(file: string, photo: Photo, named?: string): Promise<Reference>;
}

/**
 * @param metrics those of `--metric`; null if it was not given.
 * @throws HyperIqaError USAGE when metrics need references that are not given, or none of them needs those that are.
 */
export function checkReferenceOption(metrics: readonly MetricModel[] | null, path: string | undefined): void {
  const namesOf = (list: readonly MetricModel[]) => list.map(({ name }) => name).join(', ');
  const comparing = (metrics ?? []).filter(comparesWithReference);
  if (path === undefined && comparing.length > 0) {
    const verb = comparing.length === 1 ? 'compares' : 'compare';
    throw new HyperIqaError(
      'USAGE',
      `${namesOf(comparing)} ${verb} a photo with its reference: add --reference FILE or --reference FOLDER.`,
    );
  }
  if (path !== undefined && comparing.length === 0) {
    throw new HyperIqaError(
      'USAGE',
      `--reference ${path} needs a full-reference metric: name one with --metric, ` +
        `of ${namesOf(metricModels.filter(comparesWithReference))}.`,
    );
  }
}

/**
 * @param path a photo, which is the reference of all others; or a folder, in or below which a photo's reference has the photo's
 * name with any extension; of several, the one in folders of the same names.
 * @throws HyperIqaError FILE when nothing exists at the path, or the folder contains no photo.
 */
export async function openReferences(path: string, decoding: DecodeOptions): Promise<References> {
  const { isOne, folder, find } = await finder(path);
  // Consecutive photos often share a reference.
  let last: { readonly file: string; readonly photo: Promise<DecodedPhoto> } | null = null;
  const decode = (file: string): Promise<DecodedPhoto> => {
    if (last?.file !== file) last = { file, photo: decodePhoto(file, decoding) };
    return last.photo;
  };
  return {
    isOne,
    nameOf(file, named = file) {
      const found = find(file, named);
      return found instanceof HyperIqaError ? '' : normalName(tableName(relative(folder, found).split(sep).join('/')));
    },
    async of(file, photo, named = file) {
      const found = find(file, named);
      if (found instanceof HyperIqaError) return { photo: found, warnings: [] };
      try {
        const { warnings, ...reference } = await decode(found);
        return {
          file: found,
          photo: sizeFault(file, photo, found, reference) ?? reference,
          warnings: warnings.map((warning) => `reference ${found}: ${warning}`),
        };
      } catch (error) {
        if (!(error instanceof HyperIqaError)) throw error;
        return { file: found, photo: error, warnings: [] };
      }
    },
  };
}

interface Finder extends Pick<References, 'isOne'> {
  /** The folder that names of references are relative to. */
  readonly folder: string;
  /** The path of a photo's reference of that name, or why there is none. */
  find(file: string, named: string): string | HyperIqaError;
}

async function finder(path: string): Promise<Finder> {
  const there = await stat(systemPath(path)).catch((cause: unknown) => {
    throw new HyperIqaError('FILE', `--reference ${path}: ${reasonOf(cause)}.`, { cause });
  });
  if (!there.isDirectory()) return { isOne: true, folder: dirname(path), find: () => path };
  const { found } = await findPhotos([path]);
  const byName = new Map<string, string[]>();
  for (const each of found) {
    if (typeof each !== 'string') throw each.error;
    const name = stemOf(each);
    byName.set(name, [...(byName.get(name) ?? []), each]);
  }
  const find: Finder['find'] = (file, named) => {
    if (named === '') return new HyperIqaError('REFERENCE', `${file} has no reference: its row names none.`);
    const name = stemOf(named);
    // A name without an extension may contain a dot.
    const [reference, ...others] = nearest(byName.get(name) ?? byName.get(baseOf(named)) ?? [], named);
    if (reference === undefined) {
      return new HyperIqaError('REFERENCE', `${file} has no reference: no photo in ${path} is named ${name}.`);
    }
    if (others.length === 0) return reference;
    const list = [reference, ...others].join(', ');
    return new HyperIqaError('REFERENCE', `${file} has several references in ${path}: ${list}; keep only one.`);
  };
  return { isOne: false, folder: path, find };
}

/** Of references of one name, those in folders of the same names as the photo's, as where two trees mirror each other. */
function nearest(references: readonly string[], named: string): readonly string[] {
  if (references.length < 2) return references;
  const folders = foldersOf(named);
  const shared = references.map((reference) => {
    const differing = foldersOf(reference).findIndex((folder, i) => folder !== folders[i]);
    return differing < 0 ? Infinity : differing;
  });
  const most = Math.max(...shared);
  return references.filter((_, i) => shared[i] === most);
}

/** The names of the folders that hold the file, the innermost first. */
function foldersOf(path: string): readonly string[] {
  return normalName(path.replaceAll('\\', '/')).split('/').reverse().slice(1);
}

/** Accents are compared in the composed form (NFC), in which studies name photos. */
const baseOf = (path: string): string => normalName(basename(path.replaceAll('\\', '/')));
const stemOf = (path: string): string => parse(baseOf(path)).name;

function sizeFault(file: string, photo: Photo, referenceFile: string, reference: Photo): HyperIqaError | null {
  const sizeOf = ({ width, height }: Photo) => `${width}x${height}`;
  if (sizeOf(photo) === sizeOf(reference)) return null;
  return new HyperIqaError(
    'REFERENCE',
    `${file} has ${sizeOf(photo)} pixels and its reference ${referenceFile} ${sizeOf(reference)}: only photos of the ` +
      'same size can be compared.',
  );
}
