/** How files call the tensors of a model. */
import type { TensorFile } from '../formats/tensor-file.ts';

/** What is known of a file before any value is read: what it says of itself, and its tensors' names and shapes. */
export type FileHead = Pick<TensorFile, 'metadata' | 'tensors'>;

/** What one file says of the network that its weights belong to. */
export interface FileDescription {
  /** What this file calls a tensor of the model, in place of `Naming.nameInFile`. */
  nameInFile(tensor: string): string;
  /** What the network needs to know and no shape tells, such as activations: see `WeightSource.fact`. Converted files keep it. */
  readonly facts: Readonly<Record<string, string>>;
  /** The checkpoint that the file is taken for, where it tells more than its names do; else the naming's. */
  readonly checkpoint?: string;
  /** Why these weights cannot be used although they bear the model's names: a sentence for people. */
  readonly refusal?: string;
}

/** How one kind of file calls the tensors of a model. */
export interface Naming {
  /** 'authors', 'pyiqa', 'caffe', 'opencv' */
  readonly name: string;
  /** The checkpoint that a file with these names is taken for, unless its metadata say otherwise. */
  readonly checkpoint: string;
  /** What the file calls a tensor of the model. */
  nameInFile(tensor: string): string;
  /**
   * Reads what a file says beside its tensors, such as the layers of a whole Keras model, where layers that Keras numbered
   * itself are named. It sees files of any model. Undefined: the file says nothing that this naming needs.
   */
  describe?(file: FileHead): FileDescription | undefined;
  /**
   * Of a model that is published in several files, which of them holds a tensor: a word such as `det1`. Different tensors may
   * have one name in different files. Absent where one file holds the model.
   */
  partOf?(tensor: string): string;
  /** Of a tensor whose axes the file has in another order: which of the file's axes each of the model's is. */
  axesInFile?(tensor: string): readonly number[] | undefined;
  /**
   * Whether the file may split an axis of the model's into several, one after another in the same order, or have further axes
   * of size 1, as flax does.
   */
  readonly splitsAxes?: boolean;
  /** Of a tensor that the model takes otherwise than its training stored it: its values, made of the file's in the model's order. */
  prepared?(tensor: string): ((values: Float32Array, shape: readonly number[]) => Float32Array) | undefined;
  /** Names of what training leaves in the file and scoring has no use for; none when left out. */
  readonly ignored?: RegExp;
}
