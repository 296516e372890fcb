/** The subcommands of `evaluate` and their options, separate from their code. */
import { Command, InvalidArgumentError } from 'commander';
import {
  countFromZero,
  positiveNumber,
  positiveWholeNumber,
  precisionOption,
  protocolOption,
  rawCsvOption,
  weightsOption,
  wholeNumber,
} from '../options.ts';
import type { ContentMapOptions } from './content-map.ts';
import type { GmadOptions } from './gmad.ts';
import type { LookOptions } from './look.ts';
import type { MergeOptions } from './merge.ts';
import type { ReportOptions } from './report.ts';

/** `evaluate merge FOLDER...`. */
export function mergeCommand(): Command {
  return new Command('merge')
    .description('Merge the results of all shards of a study, or remove photos from existing results.')
    .argument('<folders...>', 'the --out of every shard, or of one run without shards')
    .option('--out <folder>', 'a new folder for the merged results')
    .option('--exclude <file>', 'names of photos to leave out, one per line')
    .option('--logistic', 'add figures after a four-parameter logistic fit')
    .option('--bootstrap <n>', 'resamples for the 95 % intervals; 0 for none', countFromZero, 1000)
    .action(async (folders: readonly string[], options: MergeOptions) =>
      (await import('./merge.ts')).merge(folders, options),
    );
}

/** `evaluate report FOLDER`. */
export function reportCommand(): Command {
  return new Command('report')
    .description('Redraw the plots and report.html of a study from the tables in its folder.')
    .argument('<folder>', 'the folder of results')
    .option('--images <folder>', 'the photos, to show some of them in the report')
    .action(async (folder: string, options: ReportOptions) => (await import('./report.ts')).report(folder, options));
}

/** `evaluate look`. */
export function lookCommand(): Command {
  return new Command('look')
    .description(
      'Plot the distributions of human ratings, brightness, contrast, colourfulness and sharpness of photos.',
    )
    .option('--images <folder>', 'the photos; without --indicators, their properties are computed')
    .requiredOption('--out <folder>', 'where look.html, plots/ and, if computed, indicators.csv are written')
    .option('--indicators <file>', "a table of the photos' properties, such as koniq10k_indicators.csv")
    .option('--scores <file>', 'a table of human ratings, such as koniq10k_scores_and_distributions.csv')
    .option('--name-column <name>', "the column of photos' names in both tables (default: image_name or image_id)")
    .option('--score-column <name>', 'the column of human ratings', 'MOS_zscore')
    .option('--max-megapixels <n>', 'leave out larger photos', positiveNumber, 200)
    .addOption(rawCsvOption())
    .action(async (options: LookOptions) => (await import('./look.ts')).look(options));
}

/** `evaluate content-map`. */
export function contentMapCommand(): Command {
  return new Command('content-map')
    .description(
      'Map photos by the content that the network sees: the weights that its hypernetwork generates for them.',
    )
    .requiredOption('--images <folder>', 'the photos')
    .requiredOption('--out <folder>', 'where content-map.html, content-map.csv and plots/ are written')
    .option(
      '--scores <file>',
      'colour by the scores of this table, and leave out photos without one (default: by the computed score)',
    )
    .option('--score-column <name>', 'the column to colour by', 'image_predict_score')
    .addOption(weightsOption())
    .addOption(protocolOption())
    .option('--seed <n>', 'seed of the random projection and of UMAP', wholeNumber, 0)
    .addOption(precisionOption())
    .option('--adapter <name>', 'the GPU to use: part of its name, or `swiftshader`')
    .option('--max-megapixels <n>', 'leave out larger photos', positiveNumber, 200)
    .addOption(rawCsvOption())
    .action(async (options: ContentMapOptions) => (await import('./content-map.ts')).contentMap(options));
}

/** `evaluate gmad`. */
export function gmadCommand(): Command {
  return new Command('gmad')
    .description('Find pairs of photos that one metric scores equally and another scores most differently (gMAD).')
    .requiredOption('--scores <file...>', 'the table with both columns, or two tables with one column each')
    .requiredOption('--columns <a,b>', 'the two columns of scores', twoColumns)
    .requiredOption('--images <folder>', 'the photos, to show the pairs')
    .requiredOption('--out <folder>', 'where gmad.csv and gmad.html are written')
    .option('--levels <n>', 'pairs for each of the two metrics', positiveWholeNumber, 6)
    .addOption(rawCsvOption())
    .action(async (options: GmadOptions) => (await import('./gmad.ts')).gmad(options));
}

/** @param before the columns of the same option, where it is repeated. */
function twoColumns(text: string, before?: readonly [string, string]): readonly [string, string] {
  if (before !== undefined) {
    throw new InvalidArgumentError(`Columns ${before.join(' and ')} were given before: exactly two are compared.`);
  }
  const names = text.split(',').map((name) => name.trim());
  if (names.length !== 2 || names.includes('')) {
    throw new InvalidArgumentError('Expected two column names, separated by a comma.');
  }
  return [names[0]!, names[1]!];
}
