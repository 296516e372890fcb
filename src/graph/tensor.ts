/** Shapes, activation tensors (Value) and weight tensors (Constant). */

/** Outermost dimension first; images are [N,C,H,W]. Every dimension is at least 1. */
export type Shape = readonly number[];

/** An activation tensor. Identity is the object; the name is for people and unique within a graph. */
export interface Value {
  readonly kind: 'value';
  readonly name: string;
  readonly shape: Shape;
  /** Bytes 0..255, as photos come; only an input may hold them. float32 when left out. */
  readonly dtype?: 'u8';
}

/**
 * A weight tensor that is read when a kernel packs it, and not kept. Equal keys mean equal contents: programs share by
 * key what is on the GPU.
 */
export interface Constant {
  readonly key: string;
  readonly shape: Shape;
  /** Every value is a float16 number: kernels that store it as such lose nothing. Any float32 when left out. */
  readonly dtype?: 'f16';
  /** Row-major float32 values; the caller must not change them. */
  read(): Promise<Float32Array>;
}

export function elementCount(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function formatShape(shape: Shape): string {
  return `[${shape.join(',')}]`;
}

/** The room that a value takes on the GPU: whole words, also where it holds bytes. */
export function byteLength({ shape, dtype }: Value): number {
  const count = elementCount(shape);
  return dtype === 'u8' ? Math.ceil(count / 4) * 4 : count * 4;
}
