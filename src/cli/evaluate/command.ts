import { relative, resolve, sep } from 'node:path';
import { Command, Option } from 'commander';
import { HyperIqaError } from '../../errors.ts';
import type { Precision } from '../../graph/rewrite.ts';
import type { MetricModel } from '../../models/model.ts';
import { loadSharp } from '../../platform/sharp.ts';
import { faceRules } from '../../study/selection.ts';
import { parseShard, wholeStudy } from '../../study/shard.ts';
import { directions, oneMetric, studyMetricNames } from '../metrics.ts';
import {
  autoOrientOption,
  countFromZero,
  cropCount,
  decodingOf,
  fraction,
  positiveNumber,
  precisionOption,
  protocolOption,
  rawCsvOption,
  weightsOption,
  wholeNumber,
} from '../options.ts';
import { openSession } from '../session.ts';
import { say, tellLines } from '../terminal.ts';
import { writeContactSheets } from './contact-sheet.ts';
import { evaluateContentMapCommand } from './content-map.ts';
import { sayWarnings, selectionLine, writeSummary } from './finish.ts';
import { findRun, lockFolder } from './folder.ts';
import { evaluateGmadCommand } from './gmad.ts';
import { type InputOptions, readStudyInput, type StudyInput } from './input.ts';
import { evaluateLookCommand } from './look.ts';
import { mergeCommand } from './merge.ts';
import type { ScoringOptions } from './photo.ts';
import { evaluateReportCommand, writeStudyReport } from './report.ts';
import { type RunEnd, runStudy } from './run.ts';

interface EvaluateOptions extends InputOptions, ScoringOptions {
  readonly out: string;
  readonly metric?: MetricModel;
  readonly weights?: readonly string[];
  readonly faceWeights?: string;
  readonly protocol?: string;
  readonly adapter?: string;
  readonly precision?: Precision;
  readonly shard?: string;
  readonly resume?: true;
  readonly contactSheet?: true;
  readonly logistic?: true;
  readonly bootstrap: number;
  readonly rawCsv?: true;
}

/** `evaluate`: scores of photos and of faces in them, held against what people gave the photos. */
export function evaluateCommand(): Command {
  return new Command('evaluate')
    .option('--images <folder>', 'the photos')
    .option('--scores <file>', 'the CSV table of what people gave them, as koniq10k_scores_and_distributions.csv')
    .option('--out <folder>', 'where the results go: a new folder, or with --resume that of the run to continue')
    .option('--name-column <name>', "of the tables: the photos' names", 'image_name')
    .option('--score-column <name>', 'of the table: what people gave', 'MOS_zscore')
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
    .option(
      '--metric <name>',
      `what scores: ${studyMetricNames.join(', ')} (default: the model of --weights, else ${studyMetricNames[0]})`,
      oneMetric,
    )
    .addOption(weightsOption())
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
    .action(evaluate)
    .addCommand(mergeCommand())
    .addCommand(evaluateReportCommand())
    .addCommand(evaluateLookCommand())
    .addCommand(evaluateContentMapCommand())
    .addCommand(evaluateGmadCommand());
}

async function evaluate(given: Partial<EvaluateOptions>): Promise<void> {
  const options = checkOptions(given);
  const { input, finished, direction } = await scorePhotos(options);
  if (finished.kind === 'stopped') {
    process.exitCode = finished.status;
    return;
  }
  const { summary, table } = await writeSummary(options.out, finished.record, {
    resamples: options.bootstrap,
    logistic: options.logistic ?? false,
  });
  const photos = pathsOf(input);
  if (options.contactSheet) {
    const pages = await writeContactSheets(options.out, photos, decodingOf(options));
    say(`${options.out}: ${pages} ${pages === 1 ? 'page' : 'pages'} of contact sheets`);
  }
  const report = await writeStudyReport(options.out, photos);
  say(selectionLine(summary));
  await sayWarnings(options.out);
  tellLines(table);
  say(direction);
  say(report);
  if (input.unreadable > 0) {
    const folders = input.unreadable === 1 ? 'folder' : 'folders';
    say(`${input.unreadable} ${folders} of photos could not be read; what they hold is not in the study`);
  }
  if (summary.selection.failed > 0 || input.unreadable > 0) process.exitCode = 1;
}

/** The part that writes the tables, which only one run may do at a time; all else is made from finished tables. */
async function scorePhotos(options: EvaluateOptions): Promise<{
  readonly input: StudyInput;
  readonly finished: RunEnd;
  /** Which scores are better, in words. */
  readonly direction: string;
}> {
  const shard = options.shard === undefined ? wholeStudy : parseShard(options.shard);
  await loadSharp();
  const lock = await lockFolder(options.out, say);
  try {
    const found = await findRun(options.out, options.resume ?? false);
    const input = await readStudyInput(options, shard, say);
    const metric = options.metric === undefined ? undefined : [options.metric];
    const session = await openSession({ ...options, metric, faces: options.faces !== 'none' }, say);
    try {
      const finished = await runStudy({ folder: options.out, lock, found, input, session, shard }, options, say);
      return { input, finished, direction: directions(session.metrics) };
    } finally {
      await session.close();
    }
  } finally {
    lock.release();
  }
}

/** Where the photos are, by name. */
function pathsOf({ items }: StudyInput): ReadonlyMap<string, string> {
  return new Map(items.flatMap((item) => (item.kind === 'photo' ? [[item.imageName, item.path]] : [])));
}

/** @throws HyperIqaError USAGE when something is missing, or the results would lie among the photos. */
function checkOptions(options: Partial<EvaluateOptions>): EvaluateOptions {
  const missing = (['images', 'scores', 'out'] as const).filter((name) => options[name] === undefined);
  if (missing.length > 0) {
    throw new HyperIqaError(
      'USAGE',
      `${missing.map((name) => `--${name}`).join(', ')}: missing. hyperiqa evaluate --images FOLDER --scores FILE.csv ` +
        '--out FOLDER; --help lists the options.',
    );
  }
  const whole = options as EvaluateOptions;
  const way = relative(resolve(whole.images), resolve(whole.out));
  if (
    way === '' ||
    (way !== '..' && !way.startsWith(`..${sep}`) && resolve(whole.images, way) === resolve(whole.out))
  ) {
    throw new HyperIqaError('USAGE', `--out ${whole.out}: it lies among the photos; name a folder outside --images.`);
  }
  return whole;
}
