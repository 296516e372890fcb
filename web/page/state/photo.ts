/** A photo of the list and what is known of it so far. */
import { type Signal, signal } from '@preact/signals';
import type { Failure, Picture, Result, Stage } from '../../protocol.ts';

/** A file as the user brought it. */
export interface Incoming {
  readonly file: Blob;
  /** The path in a folder, or the file's name. */
  readonly name: string;
}

interface Answer {
  /** How it was made; see `stampOf`. */
  readonly stamp: string;
}

export type Status =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'working'; readonly stage: Stage }
  | (Answer & {
      readonly kind: 'scored';
      readonly result: Result;
      /** The name of the file that the photo was compared with; null for none. */
      readonly reference: string | null;
    })
  | (Answer & { readonly kind: 'failed'; readonly error: Failure })
  | { readonly kind: 'cancelled' };

export interface PhotoEntry extends Incoming {
  readonly id: number;
  readonly status: Signal<Status>;
  /** Null until it is decoded. */
  readonly picture: Signal<Picture | null>;
}

export function photoEntry(id: number, { file, name }: Incoming): PhotoEntry {
  return { id, file, name, status: signal<Status>({ kind: 'waiting' }), picture: signal<Picture | null>(null) };
}

/** The result of a scored photo, else null. */
export function resultOf(entry: PhotoEntry): Result | null {
  const status = entry.status.value;
  return status.kind === 'scored' ? status.result : null;
}
