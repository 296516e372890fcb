import { Command, Option } from 'commander';
import { faceRules } from '../../study/selection.ts';
import { faceMetricNames, metricList, metricNames, oneFaceMetric, usualStudyMetrics } from '../metrics.ts';
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
    .option('--scores <file>', 'the CSV table of human ratings, such as koniq10k_scores_and_distributions.csv')
    .option('--out <folder>', 'a new folder for the results, or with --resume the folder of the run to continue')
    .option('--name-column <name>', "column of the photos' names, in all tables", 'image_name')
    .option('--score-column <name>', 'column of human ratings', 'MOS_zscore')
    .option(
      '--identity-column <name>',
      'column that says whose face it is: faces are compared, and the report shows how recognition errors fall when the worst are rejected',
    )
    .option(
      '--indicators <file>',
      'a second table whose columns are copied into the results, such as koniq10k_indicators.csv',
    )
    .option(
      '--reference <path>',
      'undistorted originals, for full-reference metrics: a folder of photos with the same names, or of those named by ' +
        '--reference-column; or one photo for all',
    )
    .option('--reference-column <name>', "column of --scores that names each photo's file in --reference")
    .option('--exclude <file>', 'names of photos to leave out, one per line')
    .addOption(
      new Option(
        '--faces <which>',
        'which photos are kept: exactly `one` face; `any` number, scoring the most confident; any number, scoring the ' +
          '`largest`; `none`: do not look for faces',
      )
        .choices(faceRules)
        .default('one'),
    )
    .option('--min-confidence <0..1>', 'minimum confidence of a face', fraction, 0.5)
    .option('--contact-sheet', 'draw contact sheets of the selected faces')
    .option('--landmarks', 'with --contact-sheet: draw 68 landmarks on each face')
    .option(
      '--metric <names>',
      `metrics, separated by commas: ${metricNames.join(', ')}. The first also scores faces, the ` +
        `others only whole photos (default: the model of --weights, else ${usualStudyMetrics.ofPhotos.name})`,
      metricList,
    )
    .option(
      '--face-metric <name>',
      `the metric that scores faces; made for faces: ${faceMetricNames.join(', ')} (default: the metric of the photo)`,
      oneFaceMetric,
    )
    .addOption(weightsOption())
    .addOption(detectorOption())
    .addOption(detectorTilesOption())
    .option('--face-weights <file>', 'weights of the face detector')
    .option('--crops <n>', "crops to score of each photo and face (default: the protocol's number)", cropCount)
    .option('--seed <n>', 'seed of the positions of random crops and of the bootstrap', wholeNumber, 0)
    .addOption(protocolOption())
    .option('--adapter <name>', 'the GPU to use: part of its name, or `swiftshader`')
    .addOption(precisionOption())
    .addOption(autoOrientOption())
    .option('--max-megapixels <n>', 'refuse larger photos', positiveNumber, 200)
    .option('--logistic', 'add figures after a four-parameter logistic fit')
    .option('--bootstrap <n>', 'resamples for the 95 % intervals; 0 for none', countFromZero, 1000)
    .addOption(rawCsvOption())
    .option('--shard <k/n>', 'score the k-th of n parts of the photos; `evaluate merge` joins them')
    .option('--resume', 'continue the run in --out, if there is one')
    .enablePositionalOptions()
    .action(async (options: Partial<EvaluateOptions>) => (await import('./evaluate.ts')).evaluate(options))
    .addCommand(mergeCommand())
    .addCommand(reportCommand())
    .addCommand(lookCommand())
    .addCommand(contentMapCommand())
    .addCommand(gmadCommand());
}
