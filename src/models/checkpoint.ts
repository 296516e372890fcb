/** What is true of a training of a model, and where its weights come from. */

/** How a download is known to be the right file. */
export type Checksum =
  | { readonly kind: 'sha256'; readonly value: string }
  /** The first digits of the sha256, which PyTorch's users put into file names. */
  | { readonly kind: 'sha256-prefix'; readonly value: string }
  /** None is published: the first download is recorded and later ones must agree. */
  | { readonly kind: 'recorded' };

/** A file at its publisher's own address. */
export interface PublishedFile {
  readonly url: string;
  /** What the download is called in the weights folder. */
  readonly name: string;
  /** Of the published file: exactly, or as far as is known. */
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
      /** A page for people, for when the download needs a browser. */
      readonly page: string;
      /** Where the publisher's servers redirect to; a leading dot stands for all hosts below. */
      readonly hosts: readonly string[];
      readonly dtype: 'f32' | 'f16';
    }
  /** Its publisher offers no address that a program may use: people bring the file from this page. */
  | { readonly kind: 'brought'; readonly page: string }
  /** Nobody publishes weights: people train them with the code on this page. */
  | { readonly kind: 'unpublished'; readonly page: string }
  /** A formula: there are no weights. */
  | { readonly kind: 'none' };

/** One training of a model: what is true of the weights, not of the network. Written into converted files. */
export interface Checkpoint {
  /** `hyperiqa-koniq`: unique among all models; `weights get NAME` */
  readonly name: string;
  /** The word for it in labels: `authors` in `hyperiqa/authors/demo`. Files converted by it hold it as source_naming. */
  readonly label: string;
  readonly trainedOn: string;
  /** The public data set whose photos the training saw, so that a study of them flatters it; null for none. */
  readonly sawPhotosOf: string | null;
  /** Which of two scores is of the better photo. */
  readonly better: 'higher' | 'lower';
  /** The scale that scores lie on. */
  readonly range: readonly [number, number];
  /** Whether scores beyond the range are cut to it: those of crops, before they are averaged. */
  readonly isClipped: boolean;
  /** The protocol that its makers score by; null for a metric without crops. */
  readonly protocol: string | null;
  /** What people should know of its scores, a sentence or two; null where there is nothing to warn of. */
  readonly caution: string | null;
  readonly licence: string;
  /** The converted file's name in weights/. */
  readonly file: string | null;
  /** Of the converted file, about. */
  readonly bytes: number;
  readonly source: CheckpointSource;
}
