/** What a graph compiles to. */
import type { Graph } from './graph.ts';
import type { Precision } from './rewrite.ts';
import { elementCount, type Value } from './tensor.ts';

/** One dispatch of a profiled run. */
export interface StepTime {
  /** The layer's name. */
  readonly node: string;
  readonly operator: string;
  readonly kernel: string;
  /** Which of the kernel's shaders. */
  readonly shader: string;
  /** Milliseconds from the beginning of the first dispatch. */
  readonly start: number;
  readonly milliseconds: number;
  /** Of the whole layer, which may take several dispatches. */
  readonly flops: number;
  readonly bytes: number;
}

/** A program's inputs by name, row-major: float32 values, or bytes where the graph says so. */
export type Inputs = Readonly<Record<string, Float32Array | Uint8Array>>;

/** A compiled network for one batch size. Runs may be requested at any time; they are executed in order. */
export interface Program {
  readonly inputs: ReadonlyMap<string, Value>;
  readonly outputs: ReadonlyMap<string, Value>;
  readonly memory: { readonly arenaBytes: number; readonly weightBytes: number };
  /** Takes every input; returns every output by name, fresh arrays. */
  run(inputs: Inputs): Promise<Record<string, Float32Array>>;
  /**
   * Runs once with every dispatch timed; slower than `run`, and free of cost when never called.
   * @throws HyperIqaError NO_ADAPTER where the adapter has no timestamp queries.
   */
  profile(inputs: Inputs): Promise<readonly StepTime[]>;
  /** Releases the program's buffers; a later run is an error. */
  dispose(): void;
}

/** What compiles graphs: an engine, or something that stands in for one. */
export interface Compiler {
  /** What the weights of convolutions and products are rounded to. */
  readonly precision: Precision;
  /** @throws HyperIqaError SHADER, LIMIT, OUT_OF_MEMORY, DEVICE_LOST. */
  compile(graph: Graph): Promise<Program>;
}

/** Inputs to measure times with, which do not depend on the values: waves, and bytes where the graph says so. */
export function timingInputs(values: Iterable<Value>): Inputs {
  const filled = Array.from(values, ({ name, shape, dtype }) => {
    const length = elementCount(shape);
    const data =
      dtype === 'u8'
        ? Uint8Array.from({ length }, (_, i) => i * 37)
        : Float32Array.from({ length }, (_, i) => Math.sin(i * 0.37));
    return [name, data] as const;
  });
  return Object.fromEntries(filled);
}
