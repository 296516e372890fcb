import { Command } from 'commander';
import { HyperIqaError, isDeviceLoss } from '../errors.ts';
import type { Precision } from '../graph/rewrite.ts';
import type { DecodedPhoto } from '../image/photo.ts';
import type { MetricModel } from '../models/model.ts';
import { type DecodeOptions, decodePhoto } from '../platform/decode.ts';
import { listAdapters } from '../platform/node-gpu.ts';
import { onExit } from '../platform/on-exit.ts';
import { findPhotos } from '../platform/photo-files.ts';
import { prefetched, sequential } from '../prefetch.ts';
import { type DrawingFailure, failedReport, jsonLine, type PhotoReport } from '../scoring/photo-report.ts';
import { scorePhoto } from '../scoring/score-photo.ts';
import { openAnnotator } from './annotate.ts';
import { directions, metricList, metricNames } from './metrics.ts';
import {
  autoOrientOption,
  cropCount,
  decodingOf,
  fraction,
  positiveNumber,
  precisionOption,
  protocolOption,
  weightsOption,
  wholeNumber,
} from './options.ts';
import { failureLines, summaryLine, textLines } from './output-text.ts';
import { photoProgress } from './progress.ts';
import { checkReferenceOption, openReferences, type Reference, type References } from './references.ts';
import { openSession, type Session } from './session.ts';
import { emptyTally, tallied } from './tally.ts';
import { say, tell } from './terminal.ts';

interface InferOptions {
  readonly metric?: readonly MetricModel[];
  readonly reference?: string;
  readonly weights?: readonly string[];
  readonly faceWeights?: string;
  readonly faces: boolean;
  readonly minConfidence: number;
  readonly crops?: number;
  readonly seed: number;
  readonly protocol?: string;
  readonly adapter?: string;
  readonly precision: Precision;
  readonly listAdapters?: true;
  readonly annotate?: string;
  readonly maxMegapixels: number;
  readonly autoOrient?: true;
  readonly json?: true;
  readonly profile?: true;
  readonly trace?: string;
}

/** `infer PATH...`: scores photos and the faces in them. */
export function inferCommand(): Command {
  return new Command('infer')
    .description('Score photos, and the faces in them.')
    .argument('[path...]', 'photos, and folders of photos')
    .option(
      '--metric <names>',
      `what scores, with commas between several: ${metricNames.join(', ')} (default: the model of --weights, else ` +
        `${metricNames[0]})`,
      metricList,
    )
    .option(
      '--reference <path>',
      'what metrics that compare hold photos against: one photo for all, or a folder with a photo of the same name ' +
        '(without extension) for each',
    )
    .addOption(weightsOption())
    .option('--face-weights <file>', "the face detector's weights")
    .option('--no-faces', 'look for no faces')
    .option('--min-confidence <0..1>', 'how sure a face must be', fraction, 0.5)
    .option('--crops <n>', "crops to score of each photo and face (default: the protocol's number)", cropCount)
    .option('--seed <n>', 'of the places of random crops', wholeNumber, 0)
    .addOption(protocolOption())
    .option('--adapter <name>', 'the GPU to use: part of its name, or `swiftshader`')
    .addOption(precisionOption())
    .option('--list-adapters', 'list the names that --adapter takes, and stop')
    .option('--annotate <folder>', 'write a PNG of each photo with faces and scores drawn in')
    .addOption(autoOrientOption())
    .option('--max-megapixels <n>', 'refuse larger photos', positiveNumber, 200)
    .option('--json', 'print one JSON object a line for each photo, and nothing else')
    .option('--profile', 'say on standard error how long each layer took on the adapter')
    .option('--trace <file>', 'write the profile for chrome://tracing and ui.perfetto.dev')
    .action(infer);
}

async function infer(paths: readonly string[], options: InferOptions): Promise<void> {
  if (options.listAdapters) {
    for (const name of await listAdapters()) tell(name);
    return;
  }
  if (paths.length === 0) {
    throw new HyperIqaError('USAGE', 'No photo is named: hyperiqa infer PHOTO_OR_FOLDER...; --help lists the options.');
  }
  checkReferenceOption(options.metric ?? null, options.reference);
  const profile = options.profile ?? (options.trace === undefined ? undefined : true);
  const session = await openSession({ ...options, profile }, say);
  try {
    await scoreAll(paths, session, options);
    if (options.profile) await session.profile?.tables(say);
    if (options.trace !== undefined) await session.profile?.writeTrace(options.trace, session.adapter);
  } finally {
    await session.close();
  }
}

async function scoreAll(paths: readonly string[], session: Session, options: InferOptions): Promise<void> {
  const started = performance.now();
  const decoding = decodingOf(options);
  const references = options.reference === undefined ? null : await openReferences(options.reference, decoding);
  const jobs = await findJobs(paths);
  const photos = jobs.filter((job) => typeof job === 'string');
  const finish = await openScorer(session, options, photos);
  const progress = photoProgress(jobs.length);
  // A signal ends the process between two lines, and after the bar is off the screen.
  const forget = onExit(() => progress.stop());
  let tally = emptyTally;
  let done = 0;
  const reportOf = async (job: OpenPhoto | PhotoReport) => ('photo' in job ? finish(job) : job);
  // While the GPU works on one photo, the next is uploaded and the one after that is decoded.
  const opened = prefetched(jobs, (next) => open(next, decoding, references));
  // Layers are timed one photo at a time.
  const finished = session.profile === null ? prefetched(opened, reportOf) : sequential(opened, reportOf);
  try {
    for await (const report of finished) {
      tally = tallied(tally, report);
      done++;
      progress.around(() => print(report, options));
      progress.step();
    }
  } catch (error) {
    progress.stop();
    for (const job of jobs.slice(done)) {
      if (typeof job === 'string') say(`${job}: not scored`);
    }
    throw error;
  } finally {
    forget();
    progress.stop();
  }
  if (!options.json) tell(directions(session.metrics));
  if (!options.json) tell(summaryLine(tally, session.adapter, performance.now() - started));
  if (tally.failed + tally.failedInPart > 0) process.exitCode = 1;
}

/** The photos that the paths stand for, and the failure of what stands for none. */
async function findJobs(paths: readonly string[]): Promise<readonly (string | PhotoReport)[]> {
  const { found, notices } = await findPhotos(paths);
  for (const notice of notices) say(notice);
  return found.map((each) => (typeof each === 'string' ? each : failedReport(each.path, each.error)));
}

/** A decoded photo on its way to a report. */
interface OpenPhoto {
  readonly file: string;
  readonly photo: DecodedPhoto;
  /** Without `--reference` none. */
  readonly reference: Reference | undefined;
  /** What decoding took. */
  readonly ms: number;
}

/** Decodes a photo and its reference; what fails, or has failed before, is a report already. */
async function open(
  job: string | PhotoReport,
  decoding: DecodeOptions,
  references: References | null,
): Promise<OpenPhoto | PhotoReport> {
  if (typeof job !== 'string') return job;
  const started = performance.now();
  try {
    const photo = await decodePhoto(job, decoding);
    const reference = await references?.of(job, photo);
    return { file: job, photo, reference, ms: performance.now() - started };
  } catch (error) {
    return failedReport(job, error);
  }
}

/**
 * One photo from pixels to report; its failure is a report too, but for the device's. Throws FILE when the annotations'
 * folder fails.
 */
async function openScorer(
  session: Session,
  options: InferOptions,
  photos: readonly string[],
): Promise<(open: OpenPhoto) => Promise<PhotoReport>> {
  const { model, adapter } = session;
  const annotate = options.annotate === undefined ? null : await openAnnotator(options.annotate, model, photos);
  return ({ file, photo, reference, ms: decoding }) => {
    const started = performance.now();
    return session.use(async ({ metrics, faces }) => {
      try {
        const score = await scorePhoto(photo, metrics, faces, { ...options, reference: reference?.photo });
        const ms = Math.round(decoding + performance.now() - started);
        const undrawn = annotate === null ? [] : await draw(() => annotate(file, photo, score));
        const { width, height } = photo;
        const compared = reference?.file === undefined ? {} : { reference: reference.file };
        const failures = [...score.failures, ...undrawn];
        const warnings = [...photo.warnings, ...(reference?.warnings ?? [])];
        return { file, width, height, ...compared, ...score, failures, model, adapter, warnings, ms };
      } catch (error) {
        if (isDeviceLoss(error)) throw error;
        return failedReport(file, error);
      }
    });
  };
}

/** Draws; a disk that is full costs no score. */
async function draw(work: () => Promise<void>): Promise<readonly DrawingFailure[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (!(error instanceof HyperIqaError)) throw error;
    return [{ metric: null, face: null, code: error.code, message: error.message }];
  }
}

function print(report: PhotoReport, options: InferOptions): void {
  if (options.json) {
    console.log(jsonLine(report));
    return;
  }
  const show = 'error' in report ? say : tell;
  for (const line of textLines(report)) show(line);
  for (const line of failureLines(report)) say(line);
}
