/** How files name the tensors of a model. */
import type { TensorFile } from '../formats/tensor-file.ts';

/** What is known of a file before any value is read: its metadata, and its tensors' names and shapes. */
export type FileHead = Pick<TensorFile, 'metadata' | 'tensors'>;

/** What a file states about the network that its weights belong to. */
export interface FileDescription {
  /** The file's name for a tensor of the model, instead of `Naming.nameInFile`. */
  nameInFile(tensor: string): string;
  /** Properties of the network that no shape shows, such as activations: see `WeightSource.fact`. Converted files keep them. */
  readonly facts: Readonly<Record<string, string>>;
  /** The checkpoint that the file is taken for, where its content determines it; default the naming's. */
  readonly checkpoint?: string;
  /** Why these weights cannot be used although they have the model's names: a sentence for users. */
  readonly refusal?: string;
}

/** How one kind of file names the tensors of a model. */
export interface Naming {
  /** Such as 'authors', 'pyiqa', 'caffe' or 'opencv'. */
  readonly name: string;
  /** The checkpoint that a file with these names is taken for, unless its metadata say otherwise. */
  readonly checkpoint: string;
  /** The file's name for a tensor of the model. */
  nameInFile(tensor: string): string;
  /**
   * Reads what a file states besides its tensors, such as the layers of a whole Keras model, including those that Keras numbered.
   * It is called for files of any model. Undefined: the file states nothing that this naming needs.
   */
  describe?(file: FileHead): FileDescription | undefined;
  /**
   * For a model that is published in several files, the file that holds a tensor, as a word such as `det1`. Different tensors may
   * have the same name in different files. Absent where one file holds the model.
   */
  partOf?(tensor: string): string;
  /** For a tensor whose axes have another order in the file: the file's axis for each axis of the model. */
  axesInFile?(tensor: string): readonly number[] | undefined;
  /**
   * Whether the file may split an axis of the model into several consecutive ones, or have additional axes of size 1, as flax
   * does.
   */
  readonly splitsAxes?: boolean;
  /**
   * For a tensor that training stores in another form: computes the model's values from the file's, in the model's order of axes.
   */
  prepared?(tensor: string): ((values: Float32Array, shape: readonly number[]) => Float32Array) | undefined;
  /** Names of tensors that only training needs; default none. */
  readonly ignored?: RegExp;
}
