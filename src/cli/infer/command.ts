import { Command, InvalidArgumentError, Option } from 'commander';
import { HyperIqaError } from '../../errors.ts';
import { defaultFaceMetric, defaultMetric } from '../../models/defaults.ts';
import { parseRequirements, quantities, type Requirement } from '../../scoring/requirements.ts';
import { faceMetricList, faceMetricNames, metricList, metricNames } from '../metrics.ts';
import {
  autoOrientOption,
  cropCount,
  detectorOption,
  detectorTilesOption,
  finiteNumber,
  fraction,
  positiveNumber,
  positiveWholeNumber,
  precisionOption,
  protocolOption,
  rawCsvOption,
  weightsOption,
  wholeNumber,
} from '../options.ts';
import type { InferOptions } from './options.ts';
import { orders } from './order.ts';

/** @param earlier the rules of the same option given before. */
function requirements(text: string, earlier: readonly Requirement[] = []): readonly Requirement[] {
  try {
    return [...earlier, ...parseRequirements(text)];
  } catch (error) {
    if (error instanceof HyperIqaError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}

/** `infer INPUT...`: scores photos and the faces in them. */
export function inferCommand(): Command {
  return new Command('infer')
    .argument('[input...]', 'photos, folders of photos, videos, URLs (https:), or - for a photo on standard input')
    .optionsGroup('Input:')
    .option('--files-from <file>', 'a list of inputs, separated by newlines or NUL; - reads it from standard input')
    .option('--depth <n>', 'levels of folders to search; 1 skips subfolders', positiveWholeNumber)
    .option('--clip', 'treat the photos of each folder, or the photos given by name, as the frames of a clip')
    .option('--every <n>', 'score every n-th frame of a clip', positiveWholeNumber)
    .addOption(autoOrientOption())
    .option('--max-megapixels <n>', 'refuse larger photos', positiveNumber, 200)
    .optionsGroup('Scoring:')
    .option(
      '--metric <names>',
      `metrics, separated by commas: ${metricNames.join(', ')} (default: the model of --weights, else ` +
        `${defaultMetric.name})`,
      metricList,
    )
    .option(
      '--face-metric <names>',
      `metrics that score faces, separated by commas; made for faces: ${faceMetricNames.join(', ')} (default: ` +
        `${defaultFaceMetric.name}, or the metrics of the photo if --metric or --weights names them)`,
      faceMetricList,
    )
    .option(
      '--reference <path>',
      'the undistorted originals, for full-reference metrics: one photo for all, or a folder with a photo of the same name ' +
        '(without extension) for each',
    )
    .addOption(weightsOption())
    .addOption(detectorOption())
    .addOption(detectorTilesOption())
    .option('--face-weights <file>', 'weights of the face detector')
    .option('--no-faces', 'do not look for faces')
    .option('--min-confidence <0..1>', 'minimum confidence of a face', fraction, 0.5)
    .option('--landmarks', 'find 68 landmarks of each face, for --json and --annotate')
    .option('--crops <n>', "crops to score of each photo and face (default: the protocol's number)", cropCount)
    .option('--seed <n>', 'seed of the positions of random crops', wholeNumber, 0)
    .addOption(protocolOption())
    .option('--adapter <name>', 'the GPU to use: part of its name, or `swiftshader`')
    .addOption(precisionOption())
    .option('--list-adapters', 'list the adapters that --adapter can select, and exit')
    .optionsGroup('Output:')
    .addOption(new Option('--json', 'one JSON object per line for each photo').conflicts(['csv', 'print0']))
    .addOption(new Option('--csv', 'a table with a row for each photo').conflicts(['print0']))
    .option('--print0', 'names of the scored photos, each followed by NUL, for `xargs -0`')
    .addOption(rawCsvOption())
    .option('--output <file>', 'write the results into a file, which is only created if the run completes')
    .addOption(new Option('--sort <order>', 'wait for all photos, and sort them').choices(orders))
    .option('--top <n>', 'with --sort: only the first n photos', positiveWholeNumber)
    .option('--summary', 'count, mean, median, deviation and worst photos (always printed for more than five, as text)')
    .option('--report <file>', 'write a self-contained HTML page with all photos, to sort and filter')
    .option('--annotate <folder>', 'write a PNG of each photo with faces and scores drawn in')
    .option('--quiet', 'no notices, progress or summary on standard error, only errors')
    .option('--profile', 'print to standard error how long each layer took on the adapter')
    .option('--trace <file>', 'write the profile for chrome://tracing and ui.perfetto.dev')
    .optionsGroup('Gate for continuous integration:')
    .addOption(new Option('--fail-below <score>', 'exit with status 3 if a photo scores less').argParser(finiteNumber))
    .addOption(
      new Option('--fail-above <score>', 'the same for metrics where lower is better')
        .argParser(finiteNumber)
        .conflicts(['failBelow']),
    )
    .option(
      '--require <rules>',
      'rules that a photo must meet, such as face-count=1,eyes>=60px,roll<=10: exit with status 1 if one does not, and name ' +
        `the broken rules. May be repeated. The most confident face counts. Quantities: ${quantities.map(({ name }) => name).join(', ')}`,
      requirements,
    )
    .addHelpText(
      'after',
      '\nExit status: 0; 1 if a photo failed or breaks a rule; 2 if the run failed; 3 if none of these, but a photo does not pass --fail-below or --fail-above.',
    )
    .action(async (names: readonly string[], options: InferOptions) =>
      (await import('./infer.ts')).infer(names, options),
    );
}
