/**
 * Runs a whole benchmark: the adapter's peak, then every network at every batch size, with the peak measured again between and
 * after the runs of each.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { graphFlops } from '../src/cli/model-figures.ts';
import { HyperIqaError } from '../src/errors.ts';
import { Engine } from '../src/gpu/engine.ts';
import type { Graph } from '../src/graph/graph.ts';
import type { Precision } from '../src/graph/rewrite.ts';
import type { Model } from '../src/models/model.ts';
import { models } from '../src/models/registry.ts';
import { packageFile, packageRoot, packageVersion } from '../src/platform/package-root.ts';
import { layerChart } from '../src/profile/layer-chart.ts';
import { PeakMeter } from '../src/profile/peak.ts';
import type { Peak } from '../src/profile/roofline.ts';
import { measureKernels } from './kernels.ts';
import { measureInTurn, modelResult, peerResult } from './measure.ts';
import type { WorkerTask } from './messages.ts';
import { modelNamed, networkGraph, openNetworkWeights, weightsPath } from './networks.ts';
import { writeOnnx } from './onnx/export.ts';
import { type FoundPeers, findPeers } from './peers.ts';
import { type BenchResult, type LayerKernels, type ModelResult, nameOf } from './result.ts';
import { drift } from './statistics.ts';

export interface MeasureOptions {
  /** Models of the registry separated by commas, or `all`. */
  readonly model: string;
  /** `usual` stands for the model's usual batch size. */
  readonly batch: readonly (number | 'usual')[];
  readonly adapter?: string;
  /** Each network is measured in each of these. */
  readonly precision: readonly Precision[];
  /** The file of weights for the first network that is measured. */
  readonly weights?: string;
  readonly runs: number;
  readonly coldStarts: number;
  /** true for the usual other runtimes, or a text for those whose names include it. */
  readonly peers?: true | string;
  readonly kernels?: true;
}

export interface Measured {
  readonly result: BenchResult;
  /** Charts of the layers' times; `name` states network, batch and precision. */
  readonly charts: readonly { readonly name: string; readonly svg: string }[];
  /** Which of several networks could not be measured, and why. */
  readonly failures: readonly string[];
}

/**
 * @param say receives a message about what is being measured.
 * @param keep receives the results so far after each network.
 */
export async function measureAll(
  gpu: GPU,
  options: MeasureOptions,
  say: (line: string) => void,
  keep: (measured: Measured) => Promise<void>,
): Promise<Measured> {
  const meter = await PeakMeter.open(gpu);
  const engines: Engine[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'hyperiqa-bench-'));
  try {
    for (const precision of options.precision) engines.push(await Engine.open(gpu, { precision }));
    return await new Benchmark(meter, engines, options, folder, say).measure(keep);
  } finally {
    for (const engine of engines) engine.close();
    meter.close();
    await rm(folder, { recursive: true });
  }
}

class Benchmark {
  readonly #meter: PeakMeter;
  /** One for each precision. */
  readonly #engines: readonly Engine[];
  readonly #options: MeasureOptions;
  /** For temporary files. */
  readonly #folder: string;
  readonly #say: (line: string) => void;
  readonly #peaks: Peak[] = [];
  readonly #models: ModelResult[] = [];
  readonly #peers: BenchResult['peers'][number][] = [];
  readonly #kernels: LayerKernels[] = [];
  readonly #charts: Measured['charts'][number][] = [];
  readonly #failures: string[] = [];

  constructor(
    meter: PeakMeter,
    engines: readonly Engine[],
    options: MeasureOptions,
    folder: string,
    say: (line: string) => void,
  ) {
    this.#meter = meter;
    this.#engines = engines;
    this.#options = options;
    this.#folder = folder;
    this.#say = say;
  }

  async measure(keep: (measured: Measured) => Promise<void>): Promise<Measured> {
    const { model, weights } = this.#options;
    this.#peaks.push(await this.#meter.measure());
    const networks = model === 'all' ? models : model.split(',').map(modelNamed);
    for (const [index, network] of networks.entries()) {
      await this.#measureNetwork(network, await weightsPath(network, index === 0 ? weights : undefined)).catch(
        (error) => {
          if (!(error instanceof HyperIqaError) || networks.length === 1) throw error;
          this.#failures.push(error.message);
          this.#say(error.message);
        },
      );
      await keep(await this.#measured());
    }
    return this.#measured();
  }

  async #measured(): Promise<Measured> {
    const gflops = this.#peaks.map((peak) => peak.gflops);
    const result: BenchResult = {
      version: await packageVersion(),
      commit: await gitCommit(),
      adapter: this.#engines[0].adapter,
      peak: {
        gflops: Math.max(...gflops),
        gbps: Math.max(...this.#peaks.map((peak) => peak.gbps)),
        drift: drift(gflops),
      },
      models: this.#models,
      peers: this.#peers,
      kernels: this.#kernels,
    };
    return { result, charts: this.#charts, failures: this.#failures };
  }

  async #measureNetwork(network: Model, path: string | undefined): Promise<void> {
    const { adapter, kernels, runs, batch: batches } = this.#options;
    const model = network.name;
    const { usualBatch } = await network.code();
    const weights = await openNetworkWeights(network, path);
    try {
      for (const batch of new Set(batches.map((size) => (size === 'usual' ? usualBatch : size)))) {
        const graph = await networkGraph(weights, batch);
        for (const engine of this.#engines) {
          const task = { network: model, batch, adapter, precision: engine.precision, weights: path };
          await this.#measureInProcesses(task, graph);
          if (!kernels) continue;
          this.#kernels.push(...(await measureKernels(engine, { model, batch, graph }, runs, this.#say)));
        }
      }
    } finally {
      await weights.close();
    }
  }

  async #measureInProcesses(task: WorkerTask, graph: Graph): Promise<void> {
    const { network: model, batch, precision } = task;
    const subject = { model, batch, precision };
    const { runs, coldStarts } = this.#options;
    const name = nameOf(subject);
    const ours = { name, script: packageFile('dist/bench-worker.js'), task };
    const found = await this.#findPeers(task, graph);
    const before = this.#peaks.length - 1;
    const between = async () => {
      this.#peaks.push(await this.#meter.measure());
    };
    const measured = await measureInTurn(ours, found.specs, { runs, coldStarts, between, say: this.#say });
    await between();
    const around = this.#peaks.slice(before).reduce((a, b) => (a.gflops > b.gflops ? a : b));
    this.#models.push(modelResult(subject, measured.ours, graphFlops(graph), around));
    measured.peers.forEach((timings, i) => {
      const about = { peer: found.specs[i].name, model, batch };
      const failed = 'failure' in timings;
      this.#peers.push(failed ? { ...about, absent: timings.failure } : peerResult(about, timings, measured.ours));
    });
    for (const { peer, absent } of found.absent) this.#peers.push({ peer, model, batch, absent });
    const title = `${name}, on ${this.#engines[0].adapter.name}`;
    this.#charts.push({
      name: `${model}-${batch}${precision === 'f32' ? '' : `-${precision}`}`,
      svg: layerChart(title, measured.ours.steps),
    });
  }

  /** Other runtimes compute in float32. */
  async #findPeers(task: WorkerTask, graph: Graph): Promise<FoundPeers> {
    const { peers } = this.#options;
    if (peers === undefined || task.precision !== 'f32') return { specs: [], absent: [] };
    const path = join(this.#folder, 'network.onnx');
    const onnx = await writeOnnx(graph, path).then(
      () => ({ path }),
      (error: unknown) => {
        if (!(error instanceof HyperIqaError) || error.code !== 'USAGE') throw error;
        return { absent: error.message };
      },
    );
    return findPeers(task, peers, onnx);
  }
}

async function gitCommit(): Promise<string | null> {
  return promisify(execFile)('git', ['rev-parse', 'HEAD'], { cwd: packageRoot }).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );
}
