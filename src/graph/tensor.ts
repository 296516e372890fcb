/** Shapes, activation tensors (Value) and weight tensors (Constant). */

/** A tensor's shape, outermost dimension first; images are [N,C,H,W]. Every dimension is at least 1. */
export type Shape = readonly number[];

/** An activation tensor, identified by the object. Its name is for display and is unique within a graph. */
export interface Value {
  readonly kind: 'value';
  readonly name: string;
  readonly shape: Shape;
  /** 'u8': bytes 0..255, as photos have them; inputs only. Default: float32. */
  readonly dtype?: 'u8';
}

/**
 * A weight tensor that is read when a kernel packs it, and not kept. Constants with equal keys have equal contents, so programs
 * share their copy on the GPU.
 */
export interface Constant {
  readonly key: string;
  readonly shape: Shape;
  /** 'f16': every value is a float16 number, so kernels may store it as such without loss. Default: any float32. */
  readonly dtype?: 'f16';
  /** Reads the row-major float32 values; the caller must not modify them. */
  read(): Promise<Float32Array>;
}

export function elementCount(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function formatShape(shape: Shape): string {
  return `[${shape.join(',')}]`;
}

/** The size of a value on the GPU, rounded up to whole words of 4 bytes. */
export function byteLength({ shape, dtype }: Value): number {
  const count = elementCount(shape);
  return dtype === 'u8' ? Math.ceil(count / 4) * 4 : count * 4;
}
