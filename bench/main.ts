/** `npm run bench`: what the adapter can do, what the networks make of it, and what other runtimes do. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { positiveWholeNumber } from '../src/cli/options.ts';
import { packageRoot, packageVersion } from '../src/cli/package-root.ts';
import { HyperIqaError } from '../src/errors.ts';
import { Engine } from '../src/gpu/engine.ts';
import { weightsOf } from '../src/models/weight-source.ts';
import { openNodeGpu } from '../src/platform/node-gpu.ts';
import { layerChart } from '../src/profile/layer-chart.ts';
import { PeakMeter } from '../src/profile/peak.ts';
import type { Peak } from '../src/profile/roofline.ts';
import type { ChildSpec } from './child.ts';
import { compareResults, parseResult } from './compare.ts';
import { measureKernels } from './kernels.ts';
import { comparisonMarkdown, resultMarkdown } from './markdown.ts';
import { measureInTurn, modelResult, peerResult } from './measure.ts';
import {
  graphFlops,
  type NetworkName,
  networkGraphs,
  networkNames,
  openNetworkWeights,
  weightsPath,
} from './networks.ts';
import { findPeers } from './peers.ts';
import type { BenchResult, LayerKernels, ModelResult } from './result.ts';
import { drift } from './statistics.ts';

interface BenchOptions {
  readonly model: NetworkName | 'all';
  readonly batch: readonly number[];
  readonly adapter?: string;
  readonly weights?: string;
  readonly runs: number;
  readonly coldStarts: number;
  readonly json?: string;
  readonly compare?: string;
  readonly peers?: true | string;
  readonly kernels?: true;
}

const command = new Command('bench')
  .description("Measure the adapter's peak and the networks on it.")
  .addOption(new Option('--model <name>', 'which network').choices([...networkNames, 'all']).default('all'))
  .option('--batch <n,...>', 'photos or crops in a run', batchSizes, [1])
  .option('--adapter <name>', 'the GPU to use: part of its name, or `swiftshader`')
  .option(
    '--weights <file>',
    "of the named network, or of HyperIQA with `--model all` (default: synthetic, or the detector's own)",
  )
  .option('--runs <n>', 'warm runs of each network', positiveWholeNumber, 10)
  .option('--cold-starts <n>', 'fresh processes to time from their start', positiveWholeNumber, 3)
  .option('--json <file>', "write the result for machines, and the layers' times as SVG beside it")
  .option('--compare <file>', 'an earlier --json file to compare with')
  .option('--peers [name]', 'measure other runtimes in turn with ours: all, or those with this in their name')
  .option('--kernels', 'measure every convolution on every kernel that can run it')
  .exitOverride()
  .action(bench);

function batchSizes(text: string): readonly number[] {
  const sizes = text.split(',').map(positiveWholeNumber);
  if (new Set(sizes).size !== sizes.length) throw new InvalidArgumentError('A batch size is named twice.');
  return sizes;
}

const say = (line: string): unknown => process.stderr.write(`${line}\n`);

async function bench(options: BenchOptions): Promise<void> {
  const earlier = options.compare === undefined ? null : parseResult(await readText(options.compare), options.compare);
  const { gpu, notice } = await openNodeGpu({ adapter: options.adapter });
  if (notice !== null) say(notice);
  const meter = await PeakMeter.open(gpu);
  const engine = await Engine.open(gpu);
  const peaks: Peak[] = [await meter.measure()];
  const models: ModelResult[] = [];
  const peers: BenchResult['peers'][number][] = [];
  const kernels: LayerKernels[] = [];
  const networks = options.model === 'all' ? networkNames : [options.model];
  for (const model of networks) {
    const path = await weightsPath(model, networks[0] === model ? options.weights : undefined);
    const weights = await openNetworkWeights(path);
    for (const batch of options.batch) {
      const graph = networkGraphs[model](weightsOf(weights.file), batch);
      const task = { network: model, batch, adapter: options.adapter, weights: path };
      const ours: ChildSpec = {
        name: `${model}, batch ${batch}`,
        script: join(packageRoot, 'dist', 'bench-worker.js'),
        task,
      };
      const found =
        options.peers && model === 'hyperiqa' ? await findPeers(task, options.peers) : { specs: [], absent: [] };
      const { runs, coldStarts } = options;
      const profile = options.json !== undefined;
      const [own, ...others] = await measureInTurn([ours, ...found.specs], { runs, coldStarts, profile, say });
      peaks.push(await meter.measure());
      const around = peaks.slice(-2).reduce((a, b) => (a.gflops > b.gflops ? a : b));
      models.push(modelResult({ model, batch }, own, graphFlops(graph), around));
      peers.push(...others.map((other, i) => peerResult({ peer: found.specs[i].name, model, batch }, other, own)));
      for (const absent of found.absent) peers.push({ ...absent, model, batch });
      if (options.json !== undefined) {
        const title = `${model}, batch ${batch}, on ${engine.adapter.name}`;
        await writeFile(chartFile(options.json, model, batch), layerChart(title, own.steps));
      }
      if (options.kernels) kernels.push(...(await measureKernels(engine, { model, batch, graph }, runs, say)));
    }
    await weights.close();
  }
  const result: BenchResult = {
    version: await packageVersion(),
    commit: await gitCommit(),
    adapter: engine.adapter,
    peak: {
      gflops: Math.max(...peaks.map((peak) => peak.gflops)),
      gbps: Math.max(...peaks.map((peak) => peak.gbps)),
      drift: drift(peaks.map((peak) => peak.gflops)),
    },
    models,
    peers,
    kernels,
  };
  engine.close();
  meter.close();
  process.stdout.write(resultMarkdown(result));
  if (earlier !== null)
    process.stdout.write(comparisonMarkdown(options.compare ?? '', compareResults(earlier, result)));
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(result, null, 2)}\n`);
}

const chartFile = (json: string, model: string, batch: number): string =>
  `${json.replace(/\.json$/, '')}-${model}-${batch}.svg`;

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: Error) => {
    throw new HyperIqaError('FILE', `${file}: cannot be read: ${cause.message}.`, { cause });
  });
}

async function gitCommit(): Promise<string | null> {
  return promisify(execFile)('git', ['rev-parse', 'HEAD'], { cwd: packageRoot }).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );
}

try {
  await command.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    console.error(`bench: ${error instanceof HyperIqaError ? error.message : (error as Error).stack}`);
    process.exitCode = 2;
  }
}
