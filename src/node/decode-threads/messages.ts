/** What the main thread and a decoding thread send each other. */
import type { DecodedPhoto, Photo } from '../../image/photo.ts';
import type { DecodeOptions } from '../../platform/decode.ts';

/** How a metric cuts photos, by names: a thread has objects of its own. */
export interface PlanName {
  readonly model: string;
  readonly protocol: string;
}

export interface DecodeTask {
  readonly bytes: Uint8Array;
  readonly options: DecodeOptions;
  readonly plans: readonly PlanName[];
}

export interface DecodeAnswer {
  /** null if decoding failed, for whatever reason. */
  readonly photo: DecodedPhoto | null;
  readonly copies: readonly Photo[];
}
