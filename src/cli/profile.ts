import { Command } from 'commander';
import { Engine } from '../gpu/engine.ts';
import { type StepTime, timingInputs } from '../graph/program.ts';
import type { Precision } from '../graph/rewrite.ts';
import type { Model } from '../models/model.ts';
import { metricModels } from '../models/registry.ts';
import { weightsOf } from '../models/weight-source.ts';
import { choiceFile } from '../platform/choice-file.ts';
import { layerChart } from '../profile/layer-chart.ts';
import { layerTable } from '../profile/layer-table.ts';
import { medianSteps } from '../profile/layer-times.ts';
import { PeakMeter } from '../profile/peak.ts';
import { traceJson } from '../profile/trace.ts';
import { openModelWeights } from './model-files.ts';
import { openGpu } from './open-gpu.ts';
import { modelOption, positiveWholeNumber, precisionOption } from './options.ts';
import { say, tell } from './terminal.ts';
import { writeTextFile } from './text-file.ts';

interface ProfileOptions {
  readonly model: Model;
  readonly batch: number;
  readonly runs: number;
  readonly weights?: string;
  readonly adapter?: string;
  readonly precision: Precision;
  readonly trace?: string;
  readonly svg?: string;
  readonly json?: string;
}

/** `profile`: times each layer of a network on the adapter, and compares it with the adapter's peak. */
export function profileCommand(): Command {
  return new Command('profile')
    .addOption(modelOption().default(metricModels[0], metricModels[0].name))
    .option('--batch <n>', 'photos or crops in a run', positiveWholeNumber, 1)
    .option('--runs <n>', 'timed runs; the median of each dispatch is shown', positiveWholeNumber, 5)
    .option('--weights <file>', 'weights of that model, or `synthetic` (default: those that infer would use)')
    .option('--adapter <name>', 'the GPU to use: part of its name, or `swiftshader`')
    .addOption(precisionOption())
    .option('--trace <file>', 'write the last run for chrome://tracing and ui.perfetto.dev')
    .option('--svg <file>', 'write a bar chart of the layers')
    .option('--json <file>', 'write the times of all dispatches as JSON')
    .action(profile);
}

async function profile(options: ProfileOptions): Promise<void> {
  const { gpu, notice } = await openGpu(options.adapter);
  if (notice !== null) say(notice);
  const engine = await Engine.open(gpu, { choices: choiceFile, precision: options.precision });
  const meter = await PeakMeter.open(gpu);
  try {
    const runs = await timedRuns(engine, options);
    const peak = await meter.measure();
    const steps = medianSteps(runs);
    const title = `${options.model.name}, batch ${options.batch}, on ${engine.adapter.name}`;
    const last = { title, steps: runs[runs.length - 1] };
    if (options.trace !== undefined) await writeTextFile(options.trace, traceJson(engine.adapter.name, [last]));
    if (options.svg !== undefined) await writeTextFile(options.svg, layerChart(title, steps));
    if (options.json !== undefined) {
      const document = { model: options.model.name, batch: options.batch, adapter: engine.adapter, peak, steps };
      await writeTextFile(options.json, `${JSON.stringify(document, null, 1)}\n`);
    }
    for (const line of layerTable(title, steps, peak)) tell(line);
  } finally {
    meter.close();
    engine.close();
  }
}

/** Times do not depend on the pixels' values. */
async function timedRuns(engine: Engine, options: ProfileOptions): Promise<readonly (readonly StepTime[])[]> {
  const { model, batch, weights: path } = options;
  const opened = await openModelWeights(model, path);
  try {
    const code = await model.code();
    const program = await engine.compile(code.graph(weightsOf(opened.file), batch));
    const inputs = timingInputs(program.inputs.values());
    // The first run includes work that drivers defer to it.
    await program.run(inputs);
    const runs: (readonly StepTime[])[] = [];
    for (let i = 0; i < options.runs; i++) runs.push(await program.profile(inputs));
    return runs;
  } finally {
    await opened.close();
  }
}
