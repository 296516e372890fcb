/** The command `check`: compares a model's results on the adapter with float64 on the CPU, layer by layer. */
import { Command } from 'commander';
import { HyperIqaError } from '../errors.ts';
import { Engine } from '../gpu/engine.ts';
import { compareWithReference, type LayerDifference, withAllOutputs } from '../graph/compare-reference.ts';
import type { Graph } from '../graph/graph.ts';
import type { Compiler, Inputs } from '../graph/program.ts';
import { optimise, type Precision } from '../graph/rewrite.ts';
import type { Photo } from '../image/photo.ts';
import type { Model } from '../models/model.ts';
import { openMetric } from '../models/open-metric.ts';
import { metricModels } from '../models/registry.ts';
import { decodePhoto } from '../platform/decode.ts';
import { type OpenWeights, openModelWeights } from './model-files.ts';
import { openGpu } from './open-gpu.ts';
import { modelOption, precisionOption } from './options.ts';
import { say, tell } from './terminal.ts';

interface CheckOptions {
  readonly model: Model;
  readonly weights?: string;
  readonly photo?: string;
  readonly precision: Precision;
  readonly adapter?: string;
}

/** Relative to a layer's largest magnitude; see docs/PARITY.md. In f16 the errors of all layers accumulate. */
const bounds: Readonly<Record<Precision, number>> = { f32: 1e-4, f16: 5e-2 };

/** `check`: a model on the adapter and in float64 on the processor, layer by layer. */
export function checkCommand(): Command {
  return new Command('check')
    .addOption(modelOption().default(metricModels[0], metricModels[0].name))
    .option('--weights <file>', 'weights of that model, or `synthetic` (default: those that infer would use)')
    .option('--photo <file>', 'the photo to run on (default: a pattern)')
    .addOption(precisionOption())
    .option('--adapter <name>', 'the GPU to use: part of its name, or `swiftshader`')
    .action(check);
}

async function check({ model, weights: path, photo: file, precision, adapter }: CheckOptions): Promise<void> {
  const photo = file === undefined ? pattern : await decodePhoto(file);
  const weights = await openModelWeights(model, path);
  try {
    const { gpu, notice } = await openGpu(adapter);
    if (notice !== null) say(notice);
    const engine = await Engine.open(gpu, { precision });
    try {
      const { graph, inputs } = await firstRun(engine, weights, photo);
      // As it runs: after the engine's rewrites, with every remaining layer measured.
      const whole = withAllOutputs(optimise(graph, precision));
      const program = await engine.compile(whole);
      const layers = await measureLayers(whole, inputs, await program.run(inputs));
      const size = `${photo.width}x${photo.height}`;
      tell(`${model.title} on ${engine.adapter.name}, ${file ?? 'a pattern'} of ${size}, precision ${precision}`);
      report(layers, bounds[precision]);
    } finally {
      engine.close();
    }
  } finally {
    await weights.close();
  }
}

interface Run {
  readonly graph: Graph;
  readonly inputs: Inputs;
}

/** The graph and inputs of the model's first run for this photo, recorded from the engine's interface. */
async function firstRun(engine: Engine, { model, file }: OpenWeights, photo: Photo): Promise<Run> {
  const runs: Run[] = [];
  const recording: Compiler = {
    precision: engine.precision,
    async compile(graph) {
      const program = await engine.compile(graph);
      return {
        inputs: program.inputs,
        outputs: program.outputs,
        memory: program.memory,
        profile: (inputs) => program.profile(inputs),
        dispose: () => program.dispose(),
        run(inputs) {
          runs.push({ graph, inputs });
          return program.run(inputs);
        },
      };
    },
  };
  if (model.task === 'metric') {
    const metric = await openMetric(recording, model, file);
    const reference = model.judges === 'photo-against-reference' ? shifted(photo) : undefined;
    await metric.score({ photo, reference }, { crops: 1 });
  } else if (model.task === 'landmarks') {
    await (await (await model.code()).open(recording, file)).find(photo, [0, 0, photo.width, photo.height]);
  } else {
    await (await (await model.code()).open(recording, file)).find(photo);
  }
  const [run] = runs;
  if (run === undefined)
    throw new HyperIqaError(
      'USAGE',
      `${model.title} computes nothing for this photo of ${photo.width}x${photo.height} pixels: choose a larger one.`,
    );
  return run;
}

async function measureLayers(
  graph: Graph,
  inputs: Inputs,
  measured: Readonly<Record<string, Float32Array>>,
): Promise<readonly LayerDifference[]> {
  const layers: LayerDifference[] = [];
  let logged = performance.now();
  await compareWithReference(graph, inputs, measured, (layer) => {
    layers.push(layer);
    if (performance.now() - logged < 5000) return;
    logged = performance.now();
    say(`${layers.length} of ${graph.nodes.length} layers in float64`);
  });
  return layers;
}

function report(layers: readonly LayerDifference[], bound: number): void {
  // Some operators have a wider bound of their own.
  const measured = layers.map((layer) => ({ ...layer, bound: Math.max(bound, layer.tolerance ?? 0) }));
  const first = measured.find((layer) => layer.difference > layer.bound);
  const worst = measured.reduce((a, b) => (b.difference / b.bound > a.difference / a.bound ? b : a));
  if (first === undefined) {
    tell(
      layers.length === 1 ? 'The only layer agrees with float64.' : `All ${layers.length} layers agree with float64.`,
    );
  } else {
    tell(`The first of ${layers.length} layers that deviates from float64: ${describe(first)}.`);
    process.exitCode = 1;
  }
  tell(`The largest deviation: ${describe(worst)}.`);
}

function describe({ node, operator, difference, bound }: LayerDifference & { readonly bound: number }): string {
  const figures = `${difference.toExponential(1)} of its largest magnitude, of ${bound.toExponential(0)} allowed`;
  return `${node} (${operator}), by ${figures}`;
}

/** Waves of several lengths, so that every layer has structure to respond to. */
const pattern: Photo = (() => {
  const [width, height] = [320, 240];
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y, channel] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3];
    return 128 + 60 * Math.sin((x + 20 * channel) / 7) + 60 * Math.cos((x * y) / 900 + channel);
  });
  return { width, height, data };
})();

/** The photo shifted one pixel to the left: a reference that differs everywhere. */
function shifted({ width, height, data }: Photo): Photo {
  return { width, height, data: Uint8Array.from(data, (_, i) => data[(i + 3) % data.length]) };
}
