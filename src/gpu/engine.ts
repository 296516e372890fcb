/** The owner of the GPU: instance, adapter, device and everything made on them live until `close`. */
import { HyperIqaError } from '../errors.ts';
import type { Graph, Node } from '../graph/graph.ts';
import type { Compiler, Program } from '../graph/program.ts';
import { optimise, type Precision } from '../graph/rewrite.ts';
import type { DeviceTraits, Kernel } from '../kernels/kernel.ts';
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
  /** Kernels to use instead of the engine's choice. Throws GRAPH where one cannot serve. */
  readonly kernels?: ForcedKernels;
}

export interface EngineOptions {
  /** Where `tune` keeps what it measured and `open` finds it; without one, measurements end with the engine. */
  readonly choices?: ChoiceStore;
  /** f32 when left out: scores as near to the reference as float32 comes. f16 is faster on GPUs, and an approximation. */
  readonly precision?: Precision;
}

/** Set by the build to a digest of the kernels' sources: a measurement holds for the kernels that were measured. */
declare const KERNELS_VERSION: string;

// Dawn's Node binding aborts the process when the collector takes instance, adapter or device before their children:
// open engines are kept here, so that forgetting one leaks it instead.
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
  /** Fastest kernels by layer. */
  readonly #measured = new Map<string, string>();
  /** Why nothing works any more. */
  #fault: HyperIqaError | null = null;
  /** An error that no scope caught; it belongs to whatever runs at the time. */
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

  /** Throws HyperIqaError NO_ADAPTER when `gpu` has no adapter to give, or the adapter no device. */
  static async open(gpu: GPU, options: EngineOptions = {}): Promise<Engine> {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter === null) throw new HyperIqaError('NO_ADAPTER', 'WebGPU is there, but it offers no adapter');
    const device = await requestDevice(adapter, options.precision ?? 'f32').catch((cause: unknown) => {
      const detail = cause instanceof Error ? cause.message : String(cause);
      throw new HyperIqaError('NO_ADAPTER', `The adapter ${summarise(adapter).name} gives no device: ${detail}`, {
        cause,
      });
    });
    const engine = new Engine(gpu, adapter, device, options);
    const remembered = (await options.choices?.load(engine.#choiceScope())) ?? {};
    for (const [layer, kernel] of Object.entries(remembered)) engine.#measured.set(layer, kernel);
    return engine;
  }

  /** Rewrites the graph for speed, chooses kernels, compiles them and uploads the weights. */
  compile(graph: Graph, options: CompileOptions = {}): Promise<Program> {
    const forced = options.kernels ?? {};
    return this.#compile(optimise(graph, this.precision), (node) =>
      chooseKernel(node, this.traits, forced, this.#measured),
    );
  }

  /**
   * Measures the kernels for every layer of the graph that was not measured on this adapter before. Later calls of
   * `compile` use the fastest, also in later processes where the engine has a store, which is saved to after each layer:
   * what an interrupted call measured is kept. Takes seconds to minutes.
   * @param onLayer called for every measured layer, with its number from 1 and how many there are.
   */
  async tune(
    graph: Graph,
    onLayer: (layer: LayerTimes, done: number, total: number) => void = () => {},
  ): Promise<void> {
    const layers = unmeasuredLayers(optimise(graph, this.precision), this.traits, this.#measured);
    for (const [index, layer] of layers.entries()) {
      const times = await measureLayer(layer, this.traits, (node, name) => this.#compileAlone(node, name));
      this.#measured.set(times.key, times.times[0].kernel);
      // At once, as tuning takes minutes and may be interrupted.
      await this.#store?.save(this.#choiceScope(), Object.fromEntries(this.#measured));
      onLayer(times, index + 1, layers.length);
    }
  }

  /** Releases everything; programs of this engine cannot run afterwards. Safe to call twice. */
  close(): void {
    if (!openEngines.delete(this)) return;
    this.#fault ??= new HyperIqaError('DEVICE_LOST', 'The engine was closed; open a new one');
    for (const program of this.#programs) program.dispose();
    // Dawn's Node binding never lets go of a device's listeners, and with them of what they refer to.
    this.#device.removeEventListener('uncapturederror', this.#onUncaptured);
    this.#device.destroy();
  }

  /** Adapter, driver, kernels and precision: what a measurement is true of. */
  #choiceScope(): string {
    const { name, vendor, architecture, driver } = this.adapter;
    const scope = [vendor, architecture, name, driver, KERNELS_VERSION];
    return (this.precision === 'f32' ? scope : [...scope, this.precision]).join(' | ');
  }

  #compileAlone(node: Node, kernelName: string): Promise<Program> {
    const graph = { inputs: node.inputs, nodes: [node], outputs: [node.output] };
    const forced = { [node.operator.kind]: kernelName };
    return this.#compile(graph, (wanted) => chooseKernel(wanted, this.traits, forced, this.#measured));
  }

  #compile(graph: Graph, choose: (node: Node) => Kernel): Promise<Program> {
    return this.#guard(async () => {
      const device = this.#device;
      const context = { device, traits: this.traits, pipelines: this.#pipelines, weights: this.#weights };
      const parts = await compileGraph(context, graph, choose);
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
      return program;
    });
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
