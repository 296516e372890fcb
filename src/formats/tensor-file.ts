/**
 * The interface that every format reader implements: named tensors whose bytes are read on demand, so that a file is never held
 * in memory as a whole.
 */

export type DType = 'f32' | 'f16' | 'bf16' | 'f64' | 'i64' | 'i32' | 'i16' | 'i8' | 'u8' | 'bool';

export const bytesPerElement: Readonly<Record<DType, number>> = {
  f64: 8,
  i64: 8,
  f32: 4,
  i32: 4,
  f16: 2,
  bf16: 2,
  i16: 2,
  i8: 1,
  u8: 1,
  bool: 1,
};

/** Random access to bytes: a file, a Blob or memory. `read` throws HyperIqaError FORMAT past the end. */
export interface ByteSource {
  /** A path or a description, for error messages. */
  readonly name: string;
  readonly size: number;
  read(offset: number, length: number): Promise<Uint8Array>;
  /**
   * Opens a file in the same folder by its plain name, for formats that keep values in separate files; it is closed with this
   * one. Absent where there is no folder: in memory or in a browser. @throws HyperIqaError FILE when it cannot be opened.
   */
  readonly beside?: (name: string) => Promise<ByteSource>;
  close(): Promise<void>;
}

export interface StoredTensor {
  readonly name: string;
  /** Row-major, outermost first; [] is a scalar. */
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** The values, contiguous, row-major, little-endian. */
  read(): Promise<Uint8Array>;
  /** Present when the file stores the float32 values as bytes, so that a converted file can do so as well. */
  readonly levels?: Levels;
}

/** Quantised values: byte * scale + min, computed in double precision and rounded to float32. */
export interface Levels {
  /** The bytes, in the order of the tensor's values. */
  read(): Promise<Uint8Array>;
  step(): Promise<LevelStep>;
}

export interface LevelStep {
  readonly scale: number;
  readonly min: number;
}

export interface TensorFile {
  readonly format:
    | 'safetensors'
    | 'pytorch-zip'
    | 'pytorch-legacy'
    | 'caffemodel'
    | 'opencv-yaml'
    | 'tensorflow-js'
    | 'mxnet'
    | 'keras-hdf5'
    | 'hdf5'
    | 'numpy';
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Values that were not read, by name, each with what would have to build it or the reason: `argparse.Namespace`. */
  readonly opaque?: ReadonlyMap<string, string>;
  /**
   * Lists of numbers beside the weights at the top level of the file, as tensors of one dimension. They are kept apart from
   * `tensors`, since most are irrelevant to a network.
   */
  readonly numbers?: ReadonlyMap<string, StoredTensor>;
  /** Further files that hold values. */
  readonly parts?: readonly ByteSource[];
}
