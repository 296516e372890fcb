/** Sorts files that users choose, drop (also as folders) or paste. */
import { isPhotoName, unreadKindOf } from '../../src/image/file-kinds.ts';
import { isVideoName } from '../../src/image/video-kinds.ts';
import { models } from '../../src/models/registry.ts';
import type { Incoming } from './state/photo.ts';

export interface Intake {
  readonly photos: readonly Incoming[];
  /** Videos that were chosen individually. */
  readonly videos: readonly Incoming[];
  /** Checkpoints of a network. */
  readonly weights: readonly Incoming[];
  /** The number of files in folders that are neither. */
  readonly leftOut: number;
  /** Of those, the pictures of unsupported kinds, by kind. */
  readonly passedOver: ReadonlyMap<string, number>;
  /** Names of files and folders that the browser could not read, including the folder that contained them. */
  readonly unread: readonly string[];
}

/** Includes unsupported kinds, for which the message says what to do. */
const weightsName =
  /\.(pkl|pth?|ckpt|bin|caffemodel|params|safetensors|npy|npz|h5|hdf5|keras|onnx|model|ya?ml)(\.(tar|gz|bz2|xz|zst|zip))?$/i;

/** Publishers' names, of which some have no ending. */
const published: ReadonlySet<string> = new Set(
  models.flatMap(({ checkpoints }) =>
    checkpoints.flatMap(({ source }) => (source.kind === 'download' ? source.files.map(({ name }) => name) : [])),
  ),
);

const isWeightsName = (name: string): boolean => weightsName.test(name) || published.has(name);

type Found = Required<Incoming>;

/** An individually chosen file is tried whatever its name; from folders, only photos are taken. */
function sortOut(found: readonly Found[], unread: readonly string[] = []): Intake {
  const weights = found.filter(({ name, inFolder }) => !inFolder && isWeightsName(name));
  const videos = found.filter(({ name, inFolder }) => !inFolder && isVideoName(name));
  const isOther = (name: string) => isWeightsName(name) || isVideoName(name);
  const photos = found.filter(({ name, inFolder }) => (inFolder ? isPhotoName(name) : !isOther(name)));
  const passedOver = new Map<string, number>();
  for (const kind of found.flatMap(({ name, inFolder }) => (inFolder ? (unreadKindOf(name) ?? []) : []))) {
    passedOver.set(kind, (passedOver.get(kind) ?? 0) + 1);
  }
  const leftOut = found.length - photos.length - videos.length - weights.length;
  return { photos, videos, weights, leftOut, passedOver, unread };
}

/** For an `<input type=file>`, with or without `webkitdirectory`, or the clipboard. */
export function fromFiles(files: Iterable<File>): Intake {
  const found = [...files].map((file) => ({
    file,
    name: file.webkitRelativePath || file.name,
    inFolder: Boolean(file.webkitRelativePath),
  }));
  return sortOut(found.sort((a, b) => order.compare(a.name, b.name)));
}

/** For a drop; folders are searched recursively, and what cannot be read is skipped. */
export async function fromDrop(transfer: DataTransfer): Promise<Intake> {
  // Entries are only available during the event, so they are read before the first await.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return fromFiles(transfer.files);
  const unread: string[] = [];
  const found = await Promise.all(entries.map((entry) => walk(entry, false, unread)));
  return sortOut(found.flat(), unread);
}

const order = new Intl.Collator(undefined, { numeric: true });

/** The files below `entry`; names of what cannot be read are added to `unread`. */
async function walk(entry: FileSystemEntry, inFolder: boolean, unread: string[]): Promise<readonly Found[]> {
  const name = entry.fullPath.replace(/^\//, '');
  try {
    if (isFile(entry)) {
      const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
      return [{ file, name, inFolder }];
    }
    if (!isFolder(entry)) return [];
    const found: Found[] = [];
    for (const child of await childrenOf(entry)) found.push(...(await walk(child, true, unread)));
    return found;
  } catch {
    unread.push(name);
    return [];
  }
}

/** A reader returns some entries at a time, and none at the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return children.sort((a, b) => order.compare(a.name, b.name));
    children.push(...some);
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
