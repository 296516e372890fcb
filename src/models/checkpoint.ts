/** Describes a training of a model, and where its weights are published. */

/** How to verify that a download is the right file. */
export type Checksum =
  | { readonly kind: 'sha256'; readonly value: string }
  /** The first digits of the SHA-256, which file names of PyTorch models include. */
  | { readonly kind: 'sha256-prefix'; readonly value: string }
  /** None is published: the first download's is recorded, and later ones must match. */
  | { readonly kind: 'recorded' };

/** A file at its publisher's address. */
export interface PublishedFile {
  readonly url: string;
  /** The download's name in the weights folder. */
  readonly name: string;
  /** The size of the published file, exact or approximate. */
  readonly size: { readonly bytes: number; readonly isExact: boolean };
  readonly checksum: Checksum;
}

/** Where a checkpoint's weights come from. */
export type CheckpointSource =
  /** The converted file is part of this repository. */
  | { readonly kind: 'committed' }
  /** `weights get NAME` downloads and converts it. */
  | {
      readonly kind: 'download';
      /** Usually one; several where a model is published in several files (see `Naming.partOf`). */
      readonly files: readonly PublishedFile[];
      /** A page for users, for when the download needs a browser. */
      readonly page: string;
      /** The hosts that the publisher's servers may redirect to; a leading dot means all subdomains. */
      readonly hosts: readonly string[];
      readonly dtype: 'f32' | 'f16';
    }
  /** The publisher offers no address for programs, so users download the file from this page. */
  | { readonly kind: 'brought'; readonly page: string }
  /** No weights are published; users train them with the code on this page. */
  | { readonly kind: 'unpublished'; readonly page: string }
  /** A formula without weights. */
  | { readonly kind: 'none' };

/** One training of a model: what is true of the weights, not of the network. Written into converted files. */
export interface Checkpoint {
  /** Unique among all models, for `weights get NAME`: `hyperiqa-koniq` */
  readonly name: string;
  /** Its word in labels: `authors` in `hyperiqa/authors/demo`. Files that were converted from it hold it as source_naming. */
  readonly label: string;
  readonly trainedOn: string;
  /** The public data set whose photos the training used, so that a study on them is biased; null for none. */
  readonly sawPhotosOf: string | null;
  /** Whether the higher or the lower of two scores means better quality. */
  readonly better: 'higher' | 'lower';
  /** The range of the score's scale. */
  readonly range: readonly [number, number];
  /** Whether scores of crops beyond the range are clipped to it before they are averaged. */
  readonly isClipped: boolean;
  /** The protocol that its authors score with; null for a metric without crops. */
  readonly protocol: string | null;
  /** What users should know about its scores, in a sentence or two; null where there is nothing to warn about. */
  readonly caution: string | null;
  /** The caution for readers without a command line and this repository, such as the page's; absent where it suits them too. */
  readonly plainCaution?: string;
  readonly licence: string;
  /** The converted file's name in weights/. */
  readonly file: string | null;
  /** The approximate size of the converted file. */
  readonly bytes: number;
  readonly source: CheckpointSource;
}
