/** Finds photo files on disk. */
import type { Dirent } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HyperIqaError } from '../errors.ts';
import { describeKinds, isPhotoName, photoEndingList, unreadKindOf } from '../image/file-kinds.ts';
import { pathOfBytes, systemPath } from './byte-path.ts';
import { isVideoName } from '../image/video-kinds.ts';
import { counted } from '../printable.ts';
import { heicIsRead } from './decode/heic.ts';
import { reasonOf } from './system-error.ts';

/** A path that is not a photo, or a folder that cannot be read. */
export interface Unreadable {
  readonly path: string;
  /** With code FILE. */
  readonly error: HyperIqaError;
}

export interface PhotoSearch {
  /** Paths of photos, and unreadable paths, in the order in which they were found. */
  readonly found: readonly (string | Unreadable)[];
  /** Messages for users: pictures of unsupported kinds, videos, linked folders that were not followed. */
  readonly notices: readonly string[];
  /** The number of folders deeper than the search went. */
  readonly deeperFolders: number;
}

interface Walk {
  readonly found: (string | Unreadable)[];
  /** The number of skipped files, by kind. */
  readonly passedOver: Map<string, number>;
  linkedFolders: number;
  videos: number;
  /** The number of folders deeper than the search goes. */
  deeperFolders: number;
  /** Whether HEIC is supported. */
  readonly heic: boolean;
}

export interface SearchOptions {
  /** The depth of the search: 1 excludes subfolders. Default: unlimited. */
  readonly depth?: number;
}

/**
 * The photos of the given paths, in order: a file is taken whatever its name; a folder stands for the files in and below it with
 * a photo's extension, sorted by name (linked folders are not followed). Something with a photo's name that is not a file, such
 * as a pipe or a broken link, only fails when it is read.
 */
export async function findPhotos(paths: readonly string[], options: SearchOptions = {}): Promise<PhotoSearch> {
  const found: (string | Unreadable)[] = [];
  const notices: string[] = [];
  let deeperFolders = 0;
  for (const path of paths) {
    if (!(await isFolder(path))) {
      found.push(path);
      continue;
    }
    const counts = { linkedFolders: 0, videos: 0, deeperFolders: 0 };
    const walk: Walk = { found: [], passedOver: new Map(), ...counts, heic: heicIsRead() };
    const { depth = Infinity } = options;
    await walkFolder(path, walk, depth);
    // Added one by one, since the number of a call's arguments is limited.
    for (const each of walk.found) found.push(each);
    notices.push(...noticesOf(path, walk));
    deeperFolders += walk.deeperFolders;
    if (walk.found.length > 0) continue;
    const searched = `${path} holds no photo (looked for ${photoEndingList}).`;
    found.push({ path, error: new HyperIqaError('FILE', searched + deeperHint(path, walk, depth)) });
  }
  return { found, notices, deeperFolders };
}

async function walkFolder(folder: string, walk: Walk, depth: number): Promise<void> {
  let entries: readonly Entry[];
  try {
    entries = await entriesOf(folder);
  } catch (cause) {
    const error = new HyperIqaError('FILE', `The folder ${folder} cannot be read: ${reasonOf(cause)}.`, { cause });
    walk.found.push({ path: folder, error });
    return;
  }
  for (const { name, kind } of entries) {
    const path = within(folder, name);
    const unread = unreadKindOf(name);
    if (kind === 'folder') {
      if (depth > 1) await walkFolder(path, walk, depth - 1);
      else walk.deeperFolders++;
    } else if (isPhotoName(name, walk.heic)) walk.found.push(path);
    else if (unread !== null) walk.passedOver.set(unread, (walk.passedOver.get(unread) ?? 0) + 1);
    else if (isVideoName(name)) walk.videos++;
    else if (kind === 'link' && (await isFolder(path))) walk.linkedFolders++;
  }
}

/** A path that other programs, such as those that xargs starts, do not take for an option. */
function within(folder: string, name: string): string {
  const path = join(folder, name);
  return path.startsWith('-') ? `./${path}` : path;
}

interface Entry {
  readonly name: string;
  readonly kind: 'folder' | 'link' | 'other';
}

type ByteEntry = Omit<Dirent, 'name'> & { readonly name: Buffer };

/** Sorted by name. Names are read as bytes, because those that are not UTF-8 would be altered. */
async function entriesOf(folder: string): Promise<readonly Entry[]> {
  // Node's type declarations only allow string names here.
  const options = { withFileTypes: true, encoding: 'buffer' as BufferEncoding } as const;
  const found = (await readdir(systemPath(folder), options)) as unknown as readonly (ByteEntry | Buffer)[];
  const entries: Entry[] = [];
  for (const entry of found) {
    // Bun returns names alone where they are bytes.
    const isName = Buffer.isBuffer(entry);
    const name = pathOfBytes(isName ? entry : entry.name);
    const what = isName ? await lstat(systemPath(join(folder, name))) : entry;
    entries.push({ name, kind: what.isDirectory() ? 'folder' : what.isSymbolicLink() ? 'link' : 'other' });
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function isFolder(path: string): Promise<boolean> {
  return stat(systemPath(path)).then(
    (there) => there.isDirectory(),
    () => false,
  );
}

/** Shells expand the pattern to the folders that were counted. */
function deeperHint(folder: string, { deeperFolders }: Walk, depth: number): string {
  if (deeperFolders === 0) return '';
  const [was, it] = deeperFolders === 1 ? ['was', 'it'] : ['were', 'them'];
  return ` ${counted(deeperFolders, 'subfolder')} ${was} not searched: name ${it} (${join(folder, '*/'.repeat(depth))}).`;
}

function noticesOf(folder: string, { passedOver, linkedFolders, videos }: Walk): readonly string[] {
  const notices: string[] = [];
  if (passedOver.size > 0) {
    const all = [...passedOver.values()].reduce((sum, count) => sum + count, 0);
    const [were, them] = all === 1 ? ['was', 'it'] : ['were', 'them'];
    notices.push(
      `${describeKinds(passedOver)} in ${folder} ${were} skipped, in formats that are not read: convert ${them} to JPEG or PNG.`,
    );
  }
  if (videos > 0) {
    const [was, it] = videos === 1 ? ['was', 'it'] : ['were', 'them'];
    notices.push(`${counted(videos, 'video')} in ${folder} ${was} skipped: name ${it} to score ${it}.`);
  }
  if (linkedFolders > 0) {
    const [was, it] = linkedFolders === 1 ? ['was', 'it'] : ['were', 'them'];
    notices.push(
      `${counted(linkedFolders, 'linked folder')} in ${folder} ${was} not followed: name ${it} to score what ${it} leads to.`,
    );
  }
  return notices;
}
