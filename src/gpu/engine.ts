/** The owner of the GPU: instance, adapter, device and everything made on them live until `close`. */
import { HyperIqaError } from '../errors.ts';
import type { Graph } from '../graph/graph.ts';
import { optimise } from '../graph/rewrite.ts';
import type { DeviceTraits, PackedWeights } from '../kernels/kernel.ts';
import { requestDevice, summarise, traitsOf } from './adapter.ts';
import { compileGraph } from './compile.ts';
import { refused } from './error-scopes.ts';
import type { ForcedKernels } from './lower.ts';
import { PipelineCache } from './pipelines.ts';
import { GpuProgram, type ProgramHost } from './program.ts';
import type { AdapterSummary, Program } from './types.ts';
import { WeightBuffers } from './weights.ts';

export interface CompileOptions {
  /** Kernels to use instead of the engine's choice. Throws GRAPH where one cannot serve. */
  readonly kernels?: ForcedKernels;
}

// Dawn's Node binding aborts the process when the collector takes instance, adapter or device before their children:
// open engines are kept here, so that forgetting one leaks it instead.
const openEngines = new Map<Engine, { readonly gpu: GPU; readonly adapter: GPUAdapter }>();

export class Engine {
  readonly adapter: AdapterSummary;
  readonly traits: DeviceTraits;
  readonly #device: GPUDevice;
  readonly #pipelines: PipelineCache;
  readonly #weights: WeightBuffers;
  readonly #programs = new Set<Program>();
  /** Why nothing works any more. */
  #fault: HyperIqaError | null = null;
  /** An error that no scope caught; it belongs to whatever runs at the time. */
  #uncaptured: HyperIqaError | null = null;

  private constructor(gpu: GPU, adapter: GPUAdapter, device: GPUDevice) {
    this.#device = device;
    this.adapter = summarise(adapter);
    this.traits = traitsOf(device, adapter);
    this.#pipelines = new PipelineCache(device);
    this.#weights = new WeightBuffers(device);
    device.lost.then(({ reason, message }) => {
      this.#fault ??= new HyperIqaError(
        'DEVICE_LOST',
        `The device ${this.adapter.name} was lost (${message || reason}): open a new engine and try again`,
      );
    });
    device.addEventListener('uncapturederror', (event) => {
      this.#uncaptured ??= refused('a command', event.error.message);
    });
    openEngines.set(this, { gpu, adapter });
  }

  /** Throws HyperIqaError NO_ADAPTER when `gpu` has no adapter to give. */
  static async open(gpu: GPU): Promise<Engine> {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter === null) throw new HyperIqaError('NO_ADAPTER', 'WebGPU is there, but it offers no adapter');
    return new Engine(gpu, adapter, await requestDevice(adapter));
  }

  /** Rewrites the graph for speed, chooses kernels, compiles them and uploads the weights. */
  compile(graph: Graph, options: CompileOptions = {}): Promise<Program> {
    return this.#guard(async () => {
      const device = this.#device;
      const context = { device, traits: this.traits, pipelines: this.#pipelines, weights: this.#weights };
      const host: ProgramHost = {
        device,
        guard: (work) => this.#guard(work),
        releaseWeights: (weights) => this.#release(weights),
      };
      const parts = await compileGraph(context, optimise(graph), options.kernels ?? {});
      const program = new GpuProgram(host, parts);
      this.#programs.add(program);
      return program;
    });
  }

  /** Releases everything; programs of this engine cannot run afterwards. Safe to call twice. */
  close(): void {
    if (!openEngines.delete(this)) return;
    this.#fault = new HyperIqaError('DEVICE_LOST', 'The engine was closed; open a new one');
    for (const program of this.#programs) program.dispose();
    this.#programs.clear();
    this.#device.destroy();
  }

  #release(weights: readonly PackedWeights[]): void {
    for (const packed of weights) this.#weights.release(packed);
  }

  /** Turns a failure into the reason behind it: a lost device, or an error that no scope caught. */
  async #guard<T>(work: () => Promise<T>): Promise<T> {
    if (this.#fault !== null) throw this.#fault;
    try {
      const result = await work();
      if (this.#uncaptured !== null) throw this.#uncaptured;
      return result;
    } catch (error) {
      // A loss shows first as some call's failure; its own notice arrives with a later turn of the event loop.
      await new Promise((resolve) => setTimeout(resolve, 0));
      throw this.#fault ?? this.#uncaptured ?? error;
    } finally {
      this.#uncaptured = null;
    }
  }
}
