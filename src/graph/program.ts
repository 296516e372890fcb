/** The interface of compiled graphs, and of what compiles them. */
import type { Graph } from './graph.ts';
import type { Precision } from './rewrite.ts';
import { elementCount, type Value } from './tensor.ts';

/** The time of one dispatch in a profiled run. */
export interface StepTime {
  /** The layer's name. */
  readonly node: string;
  readonly operator: string;
  readonly kernel: string;
  /** Which of the kernel's shaders it ran. */
  readonly shader: string;
  /** Milliseconds since the start of the first dispatch. */
  readonly start: number;
  readonly milliseconds: number;
  /** The cost of the whole layer, which may take several dispatches. */
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
  /** Runs the network. Takes every input and returns every output by name, in newly allocated arrays. */
  run(inputs: Inputs): Promise<Record<string, Float32Array>>;
  /**
   * Runs once and times every dispatch; slower than `run`. Resources for it are created at the first call.
   * @param repeats how many times each dispatch is executed and timed in a row, for timestamps too coarse for one; the times are
   * means. Default 1.
   * @throws HyperIqaError NO_ADAPTER when the adapter has no timestamp queries.
   */
  profile(inputs: Inputs, repeats?: number): Promise<readonly StepTime[]>;
  /** Releases the program's buffers; a later run is an error. */
  dispose(): void;
}

/** Compiles graphs: an engine, or a substitute for one. */
export interface Compiler {
  /** The precision that convolutions and matrix products compute with. */
  readonly precision: Precision;
  /** @throws HyperIqaError SHADER, LIMIT, OUT_OF_MEMORY, DEVICE_LOST. */
  compile(graph: Graph): Promise<Program>;
}

/** Inputs for timing that do not depend on the network's values: sine waves, or bytes where the graph declares them. */
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
