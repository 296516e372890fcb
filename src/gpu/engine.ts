/** Owns the GPU: the instance, adapter, device and everything created on them live until `close`. */
import { HyperIqaError, messageOf } from '../errors.ts';
import type { Graph, Node } from '../graph/graph.ts';
import type { Compiler, Program } from '../graph/program.ts';
import { optimise, type Precision } from '../graph/rewrite.ts';
import { separateOperands } from '../graph/rewrites/separate-operands.ts';
import { loadKernels } from '../kernels/index.ts';
import type { DeviceTraits } from '../kernels/kernel.ts';
import { type AdapterSummary, requestDevice, summarise, traitsOf } from './adapter.ts';
import { compileGraph } from './compile.ts';
import { refused } from './error-scopes.ts';
import { pollWithSleep } from './idle-wait.ts';
import { type ChoiceStore, chooseKernel, type ForcedKernels } from './kernel-choice.ts';
import { PipelineCache } from './pipelines.ts';
import { GpuProgram } from './program.ts';
import { type LayerTimes, measureLayer, unmeasuredLayers } from './tuner.ts';
import { WeightBuffers } from './weights.ts';

export interface CompileOptions {
  /** Kernels that override the engine's choice, by operator. Compiling fails with GRAPH where one cannot run a node. */
  readonly kernels?: ForcedKernels;
}

export interface EngineOptions {
  /** Where `tune` saves its measurements and `open` loads them. Without a store they are lost when the engine closes. */
  readonly choices?: ChoiceStore;
  /** Default `f32`: scores agree with the reference to float32 accuracy. `f16` is faster on GPUs, and approximate. */
  readonly precision?: Precision;
}

/** Defined by the build: a digest of the kernels' sources, so that measurements of older kernels are not reused. */
declare const KERNELS_VERSION: string;

// Dawn's Node binding aborts the process if the garbage collector frees an instance, adapter or device before the objects created
// on it. Open engines are kept reachable here, so that an engine nobody closes is leaked instead.
const openEngines = new Map<Engine, { readonly gpu: GPU; readonly adapter: GPUAdapter }>();

export class Engine implements Compiler {
  readonly adapter: AdapterSummary;
  readonly traits: DeviceTraits;
  readonly precision: Precision;
  readonly #device: GPUDevice;
  readonly #pipelines: PipelineCache;
  readonly #weights: WeightBuffers;
  readonly #programs = new Set<GpuProgram>();
  readonly #store: ChoiceStore | null;
  /** The name of the fastest kernel, by layer key. */
  readonly #measured = new Map<string, string>();
  /** Set once the engine is unusable (closed, or its device lost); all later calls are rejected with it. */
  #fault: HyperIqaError | null = null;
  /** The last error that no error scope caught; it is reported by the call that is in progress. */
  #uncaptured: HyperIqaError | null = null;

  readonly #onUncaptured = (event: GPUUncapturedErrorEvent): void => {
    this.#uncaptured ??= refused('a command', event.error.message);
  };

  private constructor(gpu: GPU, adapter: GPUAdapter, device: GPUDevice, options: EngineOptions) {
    this.#device = device;
    this.#store = options.choices ?? null;
    this.precision = options.precision ?? 'f32';
    this.adapter = summarise(adapter);
    this.traits = traitsOf(device, adapter, this.precision);
    this.#pipelines = new PipelineCache(device);
    this.#weights = new WeightBuffers(device);
    device.lost.then(({ reason, message }) => {
      this.#fault ??= new HyperIqaError(
        'DEVICE_LOST',
        `The device ${this.adapter.name} was lost (${message || reason}): it must be opened again`,
      );
    });
    device.addEventListener('uncapturederror', this.#onUncaptured);
    openEngines.set(this, { gpu, adapter });
  }

  /**
   * Opens an engine on the default adapter of `gpu`.
   * @throws HyperIqaError NO_ADAPTER when `gpu` offers no adapter, or the adapter no device.
   */
  static async open(gpu: GPU, options: EngineOptions = {}): Promise<Engine> {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter === null) throw new HyperIqaError('NO_ADAPTER', 'WebGPU is available but offers no adapter');
    const device = await requestDevice(adapter, options.precision ?? 'f32').catch((cause: unknown) => {
      const detail = messageOf(cause);
      throw new HyperIqaError('NO_ADAPTER', `The adapter ${summarise(adapter).name} provides no device: ${detail}`, {
        cause,
      });
    });
    const engine = new Engine(gpu, adapter, device, options);
    const remembered = (await options.choices?.load(engine.#choiceScope())) ?? {};
    for (const [layer, kernel] of Object.entries(remembered)) engine.#measured.set(layer, kernel);
    return engine;
  }

  /** Optimises the graph, chooses a kernel for each node, compiles the kernels and uploads the weights. */
  compile(graph: Graph, options: CompileOptions = {}): Promise<Program> {
    return this.#compile(optimise(graph, this.precision), options.kernels ?? {});
  }

  /**
   * Measures the kernels for every layer of the graph that has not yet been measured on this adapter. Later calls of `compile`
   * use the fastest. With a store, each result is saved as soon as it is known, so that later processes use it and an interrupted
   * call loses nothing. Takes seconds to minutes.
   * @param onLayer called after each measured layer with its number, counted from 1, and the number of layers to measure.
   */
  tune(graph: Graph, onLayer: (layer: LayerTimes, done: number, total: number) => void = () => {}): Promise<void> {
    return this.#guard(() => this.#tune(graph, onLayer));
  }

  async #tune(graph: Graph, onLayer: (layer: LayerTimes, done: number, total: number) => void): Promise<void> {
    const optimised = optimise(graph, this.precision);
    const table = await loadKernels(optimised);
    const layers = unmeasuredLayers(table, optimised, this.traits, this.#measured);
    for (const [index, layer] of layers.entries()) {
      const times = await measureLayer(table, layer, this.traits, (node, name) => this.#compileAlone(node, name));
      this.#measured.set(times.key, times.times[0].kernel);
      // Saved after every layer, since tuning takes minutes and may be interrupted.
      await this.#store?.save(this.#choiceScope(), Object.fromEntries(this.#measured));
      onLayer(times, index + 1, layers.length);
    }
  }

  /** Releases all GPU objects; programs of this engine cannot run afterwards. May be called more than once. */
  close(): void {
    if (!openEngines.delete(this)) return;
    this.#fault ??= new HyperIqaError('DEVICE_LOST', 'The engine was closed; open a new one');
    for (const program of this.#programs) program.dispose();
    // Dawn's Node binding never releases a device's listeners, nor what they refer to.
    this.#device.removeEventListener('uncapturederror', this.#onUncaptured);
    this.#device.destroy();
  }

  /** The conditions under which a measurement is valid: adapter, driver, kernels and precision. */
  #choiceScope(): string {
    const { name, vendor, architecture, driver } = this.adapter;
    const scope = [vendor, architecture, name, driver, KERNELS_VERSION];
    return (this.precision === 'f32' ? scope : [...scope, this.precision]).join(' | ');
  }

  #compileAlone(node: Node, kernelName: string): Promise<Program> {
    const graph = { inputs: node.inputs, nodes: [node], outputs: [node.output] };
    return this.#compile(graph, { [node.operator.kind]: kernelName });
  }

  #compile(graph: Graph, forced: ForcedKernels): Promise<Program> {
    return this.#guard(async () => {
      const separated = separateOperands(graph);
      const table = await loadKernels(separated);
      if (this.#fault !== null) throw this.#fault;
      const device = this.#device;
      const context = { device, traits: this.traits, pipelines: this.#pipelines, weights: this.#weights };
      const parts = await compileGraph(context, separated, (node) =>
        chooseKernel(table, node, this.traits, forced, this.#measured),
      );
      const program: GpuProgram = new GpuProgram(
        {
          device,
          guard: (work) => this.#guard(work),
          settled: (promise) => (this.traits.kind === 'software' ? pollWithSleep(promise) : promise),
          disposed: () => {
            this.#programs.delete(program);
            for (const packed of parts.weights) this.#weights.release(packed);
          },
        },
        parts,
      );
      this.#programs.add(program);
      // Closed or failed meanwhile.
      const failure = this.#fault ?? this.#uncaptured;
      if (failure === null) return program;
      program.dispose();
      throw failure;
    });
  }

  /** Replaces a failure of `work` by its cause, where the device was lost or an error went uncaught. */
  async #guard<T>(work: () => Promise<T>): Promise<T> {
    if (this.#fault !== null) throw this.#fault;
    try {
      const result = await work();
      if (this.#uncaptured !== null) throw this.#uncaptured;
      return result;
    } catch (error) {
      // A lost device first shows as the failure of some call; the loss itself is reported in a later turn of the event loop.
      await new Promise((resolve) => setTimeout(resolve, 0));
      throw this.#fault ?? this.#uncaptured ?? error;
    } finally {
      this.#uncaptured = null;
    }
  }
}
