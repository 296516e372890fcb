import { Command } from 'commander';
import { Engine } from '../gpu/engine.ts';
import type { LayerTimes } from '../gpu/tuner.ts';
import type { Precision } from '../graph/rewrite.ts';
import type { MetricModel } from '../models/metric.ts';
import { defaultDetector, defaultLandmarks, defaultMetric } from '../models/defaults.ts';
import { weightsOf } from '../models/weight-source.ts';
import { choiceFile } from '../platform/choice-file.ts';
import { metricList, metricNames, usualMetrics } from './metrics.ts';
import { type OpenWeights, openMetricWeights, openModelWeights } from './model-files.ts';
import { openGpu } from './open-gpu.ts';
import { positiveWholeNumber, precisionOption, weightsOption } from './options.ts';
import { say, tell } from './terminal.ts';

/** @param before the sizes of the same option, where it is repeated. */
const batches = (text: string, before: readonly number[] = []): readonly number[] => [
  ...before,
  ...text.split(',').map(positiveWholeNumber),
];

interface TuneOptions {
  readonly metric?: readonly MetricModel[];
  readonly weights?: readonly string[];
  readonly batch?: readonly number[];
  readonly adapter?: string;
  readonly precision: Precision;
}

/** `tune`: measures the kernels on this adapter for every shape of layer in the models that score, and remembers the fastest. */
export function tuneCommand(): Command {
  return new Command('tune')
    .option(
      '--metric <names>',
      `metrics whose networks are measured, separated by commas: ${metricNames.join(', ')} (default: the model of ` +
        `--weights, else ${defaultMetric.name})`,
      metricList,
    )
    .addOption(weightsOption())
    .option(
      '--batch <sizes>',
      "numbers of crops in a run, separated by commas (default: 1 and the model's usual)",
      batches,
    )
    .option('--adapter <name>', "part of an adapter's name; see infer --list-adapters")
    .addOption(precisionOption())
    .action(tune);
}

async function tune({ metric, weights, batch, adapter, precision }: TuneOptions): Promise<void> {
  const { metrics, faceMetrics } = await openMetricWeights(metric ?? null, null, weights ?? [], usualMetrics);
  const opened: OpenWeights[] = [...metrics, ...(faceMetrics ?? [])];
  try {
    for (const model of [defaultDetector, defaultLandmarks]) opened.push(await openModelWeights(model, undefined));
    const { gpu, notice } = await openGpu(adapter);
    if (notice !== null) say(notice);
    const engine = await Engine.open(gpu, { choices: choiceFile, precision });
    try {
      for (const { model, file } of opened) {
        const code = await model.code();
        const ofCrops = code.unit === 'crop';
        if (!ofCrops && batch !== undefined)
          tell(`${model.title} runs one photo at a time: --batch does not apply to it.`);
        for (const size of ofCrops ? (batch ?? new Set([1, code.usualBatch])) : [1]) {
          const title = `${model.title}, batch ${size}`;
          let measured = 0;
          await engine.tune(code.graph(weightsOf(file), size), (...layer) => {
            measured++;
            report(title, ...layer);
          });
          if (measured === 0) tell(`${title}: nothing to measure; every layer has one kernel or was measured before.`);
        }
      }
      tell(`Measured and stored for ${engine.adapter.name}.`);
    } finally {
      engine.close();
    }
  } finally {
    for (const { close } of opened) await close();
  }
}

/** Prints a line for each layer: its description, and its kernels' times, fastest first. */
function report(title: string, { node, times }: LayerTimes, done: number, total: number): void {
  const input = node.inputs[0].shape.join('x');
  const all = times.map(({ kernel, milliseconds }) => `${kernel} ${milliseconds.toPrecision(3)} ms`).join(', ');
  tell(`${title}, ${done} of ${total}: ${node.name} on ${input}: ${all}`);
}
