/** What the rest of the product sees of the GPU room. */
import type { Shape } from '../graph/tensor.ts';

export interface AdapterSummary {
  /** What people know it by: the device's name. */
  readonly name: string;
  readonly vendor: string;
  readonly architecture: string;
  readonly driver: string;
  readonly kind: 'gpu' | 'software';
}

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
  readonly inputs: ReadonlyMap<string, Shape>;
  readonly outputs: ReadonlyMap<string, Shape>;
  readonly memory: { readonly arenaBytes: number; readonly weightBytes: number };
  /** Takes every input; returns every output by name, fresh arrays. */
  run(inputs: Inputs): Promise<Record<string, Float32Array>>;
  /**
   * Runs once with every dispatch timed; slower than `run`, and free of cost when never called.
   * Throws HyperIqaError NO_ADAPTER where the adapter has no timestamp queries.
   */
  profile(inputs: Inputs): Promise<readonly StepTime[]>;
  /** Releases the program's buffers; a later run is an error. */
  dispose(): void;
}
