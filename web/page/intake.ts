/** Files as people bring them: chosen, dropped with whole folders, pasted. */
import { isPhotoName, unreadKindOf } from '../../src/image/file-kinds.ts';
import { isVideoName } from '../../src/image/video-kinds.ts';
import type { Incoming } from './state/photo.ts';

export interface Intake {
  readonly photos: readonly Incoming[];
  /** Videos that were chosen by themselves. */
  readonly videos: readonly Incoming[];
  /** Checkpoints of a network. */
  readonly weights: readonly Incoming[];
  /** Files of folders that are neither. */
  readonly leftOut: number;
  /** Of those, pictures of kinds that are not read, by kind. */
  readonly passedOver: ReadonlyMap<string, number>;
  /** Names of files and folders that the browser would not give, with a leading folder where they came in one. */
  readonly unread: readonly string[];
}

/** Kinds that are not read are among them: the answer says what to do with one. */
const weightsName =
  /\.(pkl|pth?|ckpt|bin|caffemodel|params|safetensors|npy|npz|h5|keras|onnx)(\.(gz|bz2|xz|zst|zip))?$/i;

type Found = Required<Incoming>;

/** A file that somebody chose by itself is tried whatever its name; of folders, only photos are taken. */
function sortOut(found: readonly Found[], unread: readonly string[] = []): Intake {
  const weights = found.filter(({ name, inFolder }) => !inFolder && weightsName.test(name));
  const videos = found.filter(({ name, inFolder }) => !inFolder && isVideoName(name));
  const isOther = (name: string) => weightsName.test(name) || isVideoName(name);
  const photos = found.filter(({ name, inFolder }) => (inFolder ? isPhotoName(name) : !isOther(name)));
  const passedOver = new Map<string, number>();
  for (const kind of found.flatMap(({ name, inFolder }) => (inFolder ? (unreadKindOf(name) ?? []) : []))) {
    passedOver.set(kind, (passedOver.get(kind) ?? 0) + 1);
  }
  const leftOut = found.length - photos.length - videos.length - weights.length;
  return { photos, videos, weights, leftOut, passedOver, unread };
}

/** Of an `<input type=file>`, with `webkitdirectory` or without, or of the clipboard. */
export function fromFiles(files: Iterable<File>): Intake {
  const found = [...files].map((file) => ({
    file,
    name: file.webkitRelativePath || file.name,
    inFolder: Boolean(file.webkitRelativePath),
  }));
  return sortOut(found.sort((a, b) => order.compare(a.name, b.name)));
}

/** Of something dropped; folders are walked to the bottom, past what cannot be read. */
export async function fromDrop(transfer: DataTransfer): Promise<Intake> {
  // Entries are there only until the event is over: take them before the first await.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return fromFiles(transfer.files);
  const unread: string[] = [];
  const found = await Promise.all(entries.map((entry) => walk(entry, false, unread)));
  return sortOut(found.flat(), unread);
}

const order = new Intl.Collator(undefined, { numeric: true });

/** The files below `entry`; names of what cannot be read go to `unread`. */
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

/** A reader gives some entries at a time, and none when it has given all. */
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
