import type { TensorFile } from '../../src/formats/tensor-file.ts';

/** A model's weights, open for reading. */
export interface OpenModel {
  readonly model: string;
  readonly file: TensorFile;
  /** The name of the file that the weights came in. */
  readonly name: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly origin: 'page' | 'user';
  /** How the user's file was converted, one fact per line. */
  readonly report?: readonly string[];
}
