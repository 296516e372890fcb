import { Command } from 'commander';
import { Engine } from '../gpu/engine.ts';
import type { LayerTimes } from '../gpu/tuner.ts';
import type { Precision } from '../graph/rewrite.ts';
import { faceDetectorGraph } from '../models/face-detector/network.ts';
import { hyperIqaGraph } from '../models/hyperiqa/network.ts';
import { syntheticHyperIqa } from '../models/hyperiqa/synthetic.ts';
import { weightsOf } from '../models/weight-source.ts';
import { choiceFile } from '../platform/choice-file.ts';
import { openNodeGpu } from '../platform/node-gpu.ts';
import { faceDetectorWeights, openWeights } from './model-files.ts';
import { positiveWholeNumber, precisionOption } from './options.ts';
import { tell } from './terminal.ts';

const batches = (text: string): readonly number[] => text.split(',').map(positiveWholeNumber);

interface TuneOptions {
  readonly batch: readonly number[];
  readonly adapter?: string;
  readonly precision: Precision;
}

/** `tune`: measures the kernels on this adapter, for every shape of layer, and remembers the fastest. */
export function tuneCommand(): Command {
  return new Command('tune')
    .description('Measure which kernel is fastest for each layer on this adapter; later runs use what was found.')
    .option('--batch <sizes>', 'numbers of crops to measure HyperIQA for, comma-separated', batches, [1, 10])
    .option('--adapter <name>', "part of an adapter's name; see infer --list-adapters")
    .addOption(precisionOption())
    .action(async ({ batch, adapter, precision }: TuneOptions) => {
      const faces = await openWeights(undefined, faceDetectorWeights);
      try {
        const { gpu } = await openNodeGpu({ adapter });
        const engine = await Engine.open(gpu, { choices: choiceFile, precision });
        try {
          await engine.tune(faceDetectorGraph(weightsOf(faces.file), 1), reporter('face detector'));
          // Speed depends on shapes alone, so any weights do.
          const quality = weightsOf(syntheticHyperIqa(0));
          for (const size of batch) {
            await engine.tune(hyperIqaGraph(quality, size), reporter(`HyperIQA, batch ${size}`));
          }
          tell(`Measured and remembered for ${engine.adapter.name}.`);
        } finally {
          engine.close();
        }
      } finally {
        await faces.close();
      }
    });
}

/** A line for each layer: what it is, and its kernels' times, fastest first. */
function reporter(network: string): (layer: LayerTimes, done: number, total: number) => void {
  return ({ node, times }, done, total) => {
    const input = node.inputs[0].shape.join('x');
    const all = times.map(({ kernel, milliseconds }) => `${kernel} ${milliseconds.toPrecision(3)} ms`).join(', ');
    tell(`${network}, ${done} of ${total}: ${node.name} on ${input}: ${all}`);
  };
}
