import { Command, Option } from 'commander';
import { faceRules } from '../../study/selection.ts';
import { faceMetricNames, oneMetric, studyMetricList, studyMetricNames } from '../metrics.ts';
import {
  autoOrientOption,
  countFromZero,
  cropCount,
  detectorOption,
  detectorTilesOption,
  fraction,
  positiveNumber,
  precisionOption,
  protocolOption,
  rawCsvOption,
  weightsOption,
  wholeNumber,
} from '../options.ts';
import type { EvaluateOptions } from './evaluate.ts';
import { contentMapCommand, gmadCommand, lookCommand, mergeCommand, reportCommand } from './subcommands.ts';

/** `evaluate`. The code of its subcommands is imported when it runs, since charts take long to load. */
export function evaluateCommand(): Command {
  return new Command('evaluate')
    .option('--images <folder>', 'the photos')
    .option('--scores <file>', 'the CSV table of what people gave them, as koniq10k_scores_and_distributions.csv')
    .option('--out <folder>', 'where the results go: a new folder, or with --resume that of the run to continue')
    .option('--name-column <name>', "of the tables: the photos' names", 'image_name')
    .option('--score-column <name>', 'of the table: what people gave', 'MOS_zscore')
    .option(
      '--identity-column <name>',
      'of the table: whose face it is. Faces are then compared, and the report shows how errors fall when the worst are rejected',
    )
    .option('--indicators <file>', 'a second table whose columns are carried through, as koniq10k_indicators.csv')
    .option('--exclude <file>', 'names of photos to leave out, a line each')
    .addOption(
      new Option(
        '--faces <which>',
        'photos with exactly `one` face; with `any`, of which the most confident counts; with any, of which the `largest` ' +
          'does; `none` to look for no faces',
      )
        .choices(faceRules)
        .default('one'),
    )
    .option('--min-confidence <0..1>', 'the least confidence that counts as a face', fraction, 0.5)
    .option('--contact-sheet', 'draw the selected faces on pages to look through')
    .option('--landmarks', 'with --contact-sheet: draw 68 landmarks on each face')
    .option(
      '--metric <names>',
      `what scores: ${studyMetricNames.join(', ')}; several with commas, of which the first also scores faces and the ` +
        `others whole photos (default: the model of --weights, else ${studyMetricNames[0]})`,
      studyMetricList,
    )
    .option(
      '--face-metric <name>',
      `what scores faces; made for faces are ${faceMetricNames.join(', ')} (default: what scores the photo)`,
      oneMetric,
    )
    .addOption(weightsOption())
    .addOption(detectorOption())
    .addOption(detectorTilesOption())
    .option('--face-weights <file>', "the face detector's weights")
    .option('--crops <n>', "crops to score of each photo and face (default: the protocol's number)", cropCount)
    .option('--seed <n>', 'for the places of crops and for the bootstrap', wholeNumber, 0)
    .addOption(protocolOption())
    .option('--adapter <name>', 'the GPU to use: part of its name, or `swiftshader`')
    .addOption(precisionOption())
    .addOption(autoOrientOption())
    .option('--max-megapixels <n>', 'refuse larger photos', positiveNumber, 200)
    .option('--logistic', 'figures after the four-parameter logistic fit, too')
    .option('--bootstrap <n>', 'resamples for the 95 % intervals; 0 for none', countFromZero, 1000)
    .addOption(rawCsvOption())
    .option('--shard <k/n>', 'the k-th of n parts of the photos; `evaluate merge` joins them')
    .option('--resume', 'continue the run in --out, if there is one')
    .enablePositionalOptions()
    .action(async (options: Partial<EvaluateOptions>) => (await import('./evaluate.ts')).evaluate(options))
    .addCommand(mergeCommand())
    .addCommand(reportCommand())
    .addCommand(lookCommand())
    .addCommand(contentMapCommand())
    .addCommand(gmadCommand());
}
