/** A photo of the list and what is known of it so far. */
import { type Signal, signal } from '@preact/signals';
import type { Failure, Picture, Result, Stage } from '../../protocol.ts';

/** A file as the user provided it. */
export interface Incoming {
  readonly file: Blob;
  /** The path in a folder, or the file's name. */
  readonly name: string;
  /** Whether it came with a folder instead of being chosen individually. */
  readonly inFolder?: boolean;
}

interface Answer {
  /** How it was computed; see `stampOf`. */
  readonly stamp: string;
}

export type Scored = Answer & {
  readonly kind: 'scored';
  readonly result: Result;
  /** The name of the file that the photo was compared with; null for none. */
  readonly reference: string | null;
  /** Whether faces were searched for. */
  readonly facesSought: boolean;
  /** How a later attempt to score it again failed; not stored. */
  readonly lastAttempt?: Failed;
};

export type Failed = Answer & { readonly kind: 'failed'; readonly error: Failure };

export type Status =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'working'; readonly stage: Stage }
  | Scored
  | Failed
  | { readonly kind: 'cancelled' };

export interface PhotoEntry {
  readonly id: number;
  readonly name: string;
  /** Null for a photo of an earlier visit, of which only scores and thumbnail are stored. */
  readonly file: Blob | null;
  readonly inFolder: boolean;
  /** Size of the file. */
  readonly bytes: number;
  /** The key of its stored scores; sorted by when photos were added, over all visits. */
  readonly key: PhotoKey;
  readonly status: Signal<Status>;
  /** Null until it is decoded. */
  readonly picture: Signal<Picture | null>;
}

/** When the visit began (milliseconds since 1970), a random number that distinguishes tabs, and the photo's id. */
export type PhotoKey = [began: number, tab: number, id: number];

const began = Date.now();
const tab = Math.random();

export function photoEntry(id: number, { file, name, inFolder = false }: Incoming): PhotoEntry {
  return {
    ...{ id, name, file, inFolder, bytes: file.size, key: [began, tab, id] },
    status: signal<Status>({ kind: 'waiting' }),
    picture: signal<Picture | null>(null),
  };
}

/** Whether it is not a photo and was only added because its folder was. */
export function isStray({ inFolder, status: { value } }: PhotoEntry): boolean {
  return inFolder && value.kind === 'failed' && value.error.isForeign === true;
}

/** The result of a scored photo, otherwise null. */
export function resultOf(entry: PhotoEntry): Result | null {
  const status = entry.status.value;
  return status.kind === 'scored' ? status.result : null;
}

/** The failure of the last attempt to score it, whether or not an earlier one gave a score; null where that did not fail. */
export function failureOf({ value }: Pick<PhotoEntry['status'], 'value'>): Failed | null {
  if (value.kind === 'failed') return value;
  return value.kind === 'scored' ? (value.lastAttempt ?? null) : null;
}
