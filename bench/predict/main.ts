/** `npm run predict`: estimates a network's time on a GPU from the kernels' code and the GPU's data sheet. */
import { readFile } from 'node:fs/promises';
import { Argument, Command, Option } from 'commander';
import { graphFlops } from '../../src/cli/model-figures.ts';
import { openModelWeights, syntheticWord } from '../../src/cli/model-files.ts';
import { optimise, type Precision } from '../../src/graph/rewrite.ts';
import { models } from '../../src/models/registry.ts';
import { textTable } from '../../src/profile/text-table.ts';
import { parseResult } from '../compare.ts';
import { modelNamed, networkGraph } from '../networks.ts';
import type { BenchResult } from '../result.ts';
import { type Gpu, gpus } from './gpus.ts';
import { type Prediction, predictNetwork, timeOf } from './predict.ts';

interface Options {
  readonly model: string;
  readonly batch: string;
  readonly precision: Precision;
  readonly measured?: string;
}

async function prediction(
  gpu: Gpu,
  name: string,
  batch: number,
  precision: Precision,
  measured: BenchResult | null,
): Promise<readonly string[]> {
  const weights = await openModelWeights(modelNamed(name), syntheticWord);
  const network = await networkGraph(weights, batch);
  const graph = optimise(network, precision);
  const predicted = await predictNetwork(graph, gpu, 'rule of thumb', precision);
  const tuned = await predictNetwork(graph, gpu, 'fastest', precision);
  const flops = graphFlops(network);
  const peak = (gpu.processors * gpu.lanes * gpu.clock * 2) / 1e3;
  const share = (list: readonly Prediction[]) => `${((flops / 1e6 / (peak * timeOf(list))) * 100).toFixed(0)} %`;
  const said = (list: readonly Prediction[]) => `${(timeOf(list) / 1e3).toFixed(2)} ms (${share(list)})`;
  const warm = measured?.models.find(
    (each) => each.model === name && each.batch === batch && each.precision === precision,
  )?.warm.medianMs;
  return [
    `${gpu.title}, ${peak.toFixed(1)} TFLOP/s: ${name}, batch ${batch}: ${said(predicted)} predicted, ${said(tuned)} after ` +
      `tuning, of these:${warm === undefined ? '' : ` measured ${warm.toFixed(2)} ms`}`,
    ...textTable(
      ['kernel', 'bound by', 'dispatches', 'ms', 'of all'],
      groupsOf(tuned).map((group) => [
        ...[group[0].kernel, group[0].bound, `${group.length}`, (timeOf(group) / 1e3).toFixed(3)],
        `${((timeOf(group) / timeOf(tuned)) * 100).toFixed(0)} %`,
      ]),
      2,
    ),
    '',
  ];
}

/** Groups predictions by kernel and limiting resource, the longest total first. */
function groupsOf(predicted: readonly Prediction[]): readonly (readonly Prediction[])[] {
  const groups = new Map<string, Prediction[]>();
  for (const each of predicted) {
    const key = `${each.kernel} ${each.bound}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].sort((a, b) => timeOf(b) - timeOf(a));
}

await new Command('predict')
  .description("Predict what a network takes on a GPU, from the kernels' counts and the GPU's data sheet.")
  .addArgument(new Argument('<gpu>', 'which GPU').choices(gpus.map(({ name }) => name)))
  .option('--model <name>', 'which network', models[0]!.name)
  .option('--batch <n,...>', 'photos or crops in a run', '1,10')
  .addOption(new Option('--precision <name>', 'of the engine').choices(['f32', 'f16']).default('f32'))
  .option('--measured <file>', "a benchmark's --json file from that GPU, to stand beside the prediction")
  .action(async (name: string, options: Options) => {
    const gpu = gpus.find((each) => each.name === name)!;
    const { measured } = options;
    const result = measured === undefined ? null : parseResult(await readFile(measured, 'utf8'), measured);
    for (const batch of options.batch.split(',').map(Number)) {
      for (const line of await prediction(gpu, options.model, batch, options.precision, result)) console.log(line);
    }
  })
  .parseAsync();
