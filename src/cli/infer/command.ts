import { Command, InvalidArgumentError, Option } from 'commander';
import { HyperIqaError } from '../../errors.ts';
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

function requirements(text: string): readonly Requirement[] {
  try {
    return parseRequirements(text);
  } catch (error) {
    if (error instanceof HyperIqaError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}

/** `infer INPUT...`: scores photos and the faces in them. */
export function inferCommand(): Command {
  return new Command('infer')
    .argument('[input...]', 'photos, folders of photos, videos, addresses (https:), or - for a photo on standard input')
    .optionsGroup('What is scored:')
    .option('--files-from <file>', 'a list of inputs, on lines or separated by NUL; - reads it from standard input')
    .option('--depth <n>', 'levels of folders to look into; 1 leaves out the folders in a folder', positiveWholeNumber)
    .option(
      '--clip',
      'each folder is a clip, its photos are the frames; photos that are named are the frames of one clip',
    )
    .option('--every <n>', 'of a clip, score only each n-th frame', positiveWholeNumber)
    .addOption(autoOrientOption())
    .option('--max-megapixels <n>', 'refuse larger photos', positiveNumber, 200)
    .optionsGroup('How:')
    .option(
      '--metric <names>',
      `what scores, with commas between several: ${metricNames.join(', ')} (default: the model of --weights, else ` +
        `${metricNames[0]})`,
      metricList,
    )
    .option(
      '--face-metric <names>',
      `what scores faces, with commas between several; made for faces are ${faceMetricNames.join(', ')} (default: what ` +
        'scores the photo)',
      faceMetricList,
    )
    .option(
      '--reference <path>',
      'the undistorted originals, for metrics that compare: one photo for all, or a folder with a photo of the same name ' +
        '(without extension) for each',
    )
    .addOption(weightsOption())
    .addOption(detectorOption())
    .addOption(detectorTilesOption())
    .option('--face-weights <file>', "the face detector's weights")
    .option('--no-faces', 'do not look for faces')
    .option('--min-confidence <0..1>', 'minimum confidence of a face', fraction, 0.5)
    .option('--landmarks', 'find 68 landmarks of each face, for --json and --annotate')
    .option('--crops <n>', "crops to score of each photo and face (default: the protocol's number)", cropCount)
    .option('--seed <n>', 'seed of the positions of random crops', wholeNumber, 0)
    .addOption(protocolOption())
    .option('--adapter <name>', 'the GPU to use: part of its name, or `swiftshader`')
    .addOption(precisionOption())
    .option('--list-adapters', 'list the names that --adapter takes, and stop')
    .optionsGroup('Output:')
    .addOption(new Option('--json', 'one JSON object a line for each photo').conflicts(['csv', 'print0']))
    .addOption(new Option('--csv', 'a table with a row for each photo').conflicts(['print0']))
    .option('--print0', 'names of the scored photos, each followed by NUL, as `xargs -0` takes them')
    .addOption(rawCsvOption())
    .option('--output <file>', 'write the results there instead: the whole file, or none when the run fails')
    .addOption(new Option('--sort <order>', 'wait for all photos, and sort them').choices(orders))
    .option('--top <n>', 'with --sort: only the first n photos', positiveWholeNumber)
    .option('--summary', 'count, mean, median, deviation and worst photos (always printed for more than five, as text)')
    .option('--report <file>', 'write a page (HTML, one file) with all photos, to sort and filter')
    .option('--annotate <folder>', 'write a PNG of each photo with faces and scores drawn in')
    .option('--quiet', 'no notices, progress or summary on standard error, only errors')
    .option('--profile', 'report on standard error how long each layer took on the adapter')
    .option('--trace <file>', 'write the profile for chrome://tracing and ui.perfetto.dev')
    .optionsGroup('A gate, for continuous integration:')
    .addOption(
      new Option('--fail-below <score>', 'exit with status 3 when a photo scores less').argParser(finiteNumber),
    )
    .addOption(
      new Option('--fail-above <score>', 'the same for metrics of which lower is better')
        .argParser(finiteNumber)
        .conflicts(['failBelow']),
    )
    .option(
      '--require <rules>',
      'rules that a photo must meet, such as face-count=1,eyes>=60px,roll<=10: exit with status 1 when one does not, and say ' +
        `which rules it breaks. Of several faces the most confident counts. Rules are about ${quantities.map(({ name }) => name).join(', ')}`,
      requirements,
    )
    .addHelpText(
      'after',
      '\nExit status: 0; 1 when a photo failed or breaks a rule; 2 when the run failed; 3 when a photo does not pass --fail-below or --fail-above.',
    )
    .action(async (names: readonly string[], options: InferOptions) =>
      (await import('./infer.ts')).infer(names, options),
    );
}
