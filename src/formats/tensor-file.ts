/** What every format reader returns: named tensors whose bytes are read on demand, so that a file is never held twice. */

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

/** Random access to bytes: a file, a Blob, memory. `read` throws HyperIqaError FORMAT past the end. */
export interface ByteSource {
  /** For error messages: a path or a description. */
  readonly name: string;
  readonly size: number;
  read(offset: number, length: number): Promise<Uint8Array>;
  /**
   * Opens a file that lies beside this one, by its plain name, for formats that keep values in files of their own; it is
   * closed with this one. Absent where there is no folder: in memory, in a browser. Throws HyperIqaError FILE.
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
  /** Of float32 values that the file holds as bytes, so that a converted file can hold them likewise. */
  readonly levels?: Levels;
}

/** Quantised values: byte * scale + min, computed in double precision and rounded to float32. */
export interface Levels {
  /** In the order of the tensor's values. */
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
  /** Values that were left unread, and for each what would have to build it, or why: `argparse.Namespace`. */
  readonly opaque?: ReadonlyMap<string, string>;
  /**
   * Lists of numbers that stand beside the weights at the top of the file, as tensors of one dimension. They are not among
   * `tensors`: most are of no use to a network.
   */
  readonly numbers?: ReadonlyMap<string, StoredTensor>;
  /** Other files that values lie in. */
  readonly parts?: readonly ByteSource[];
}
