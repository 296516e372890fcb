/** What the rest of the product sees of the GPU room. */
import type { Shape } from '../graph/graph.ts';

export interface AdapterSummary {
  /** What people know it by: the device's name. */
  readonly name: string;
  readonly vendor: string;
  readonly architecture: string;
  readonly driver: string;
  readonly kind: 'gpu' | 'software';
}

/** A compiled network for one batch size. Runs may be requested at any time; they are executed in order. */
export interface Program {
  readonly inputs: ReadonlyMap<string, Shape>;
  readonly outputs: ReadonlyMap<string, Shape>;
  readonly memory: { readonly arenaBytes: number; readonly weightBytes: number };
  /** Every input by name, row-major; returns every output by name, fresh arrays. */
  run(inputs: Readonly<Record<string, Float32Array>>): Promise<Record<string, Float32Array>>;
  /** Releases the program's buffers; a later run is an error. */
  dispose(): void;
}
