/**
 * The command `evaluate`: scores a folder of photos and the faces in them, and compares the scores with those that people gave.
 */
import { relative, resolve, sep } from 'node:path';
import { HyperIqaError } from '../../errors.ts';
import type { Precision } from '../../graph/rewrite.ts';
import { comparesWithReference, type MetricModel } from '../../models/metric.ts';
import type { DetectorModel } from '../../models/model.ts';
import { loadSharp } from '../../platform/sharp.ts';
import type { RunRecord } from '../../study/run-record.ts';
import { parseShard, wholeStudy } from '../../study/shard.ts';
import { directions, usualStudyMetrics } from '../metrics.ts';
import { decodingOf } from '../options.ts';
import { checkReferenceOption, openReferences } from '../references.ts';
import { openSession } from '../session.ts';
import { say, tellLines } from '../terminal.ts';
import { writeContactSheets } from './contact-sheet.ts';
import { sayWarnings, selectionLine, writeSummary } from './finish.ts';
import { findRun, lockFolder } from './folder.ts';
import { type InputOptions, readStudyInput, type StudyInput } from './input.ts';
import { type LandmarksOf, withLandmarks } from './landmarks.ts';
import type { ScoringOptions } from './photo.ts';
import { checkIdentityOption, writeRejectCurves } from './reject.ts';
import { writeStudyReport } from './report.ts';
import { type RunEnd, runStudy } from './run.ts';

export interface EvaluateOptions extends InputOptions, ScoringOptions {
  readonly out: string;
  /** The first one is the study's own; the others additionally score whole photos. */
  readonly metric?: readonly MetricModel[];
  readonly faceMetric?: MetricModel;
  readonly weights?: readonly string[];
  readonly detector?: DetectorModel;
  readonly faceWeights?: string;
  readonly protocol?: string;
  readonly adapter?: string;
  readonly precision?: Precision;
  readonly shard?: string;
  readonly resume?: true;
  readonly contactSheet?: true;
  /** Whether to draw landmarks on the contact sheet. */
  readonly landmarks?: true;
  readonly logistic?: true;
  readonly bootstrap: number;
  readonly rawCsv?: true;
  readonly identityColumn?: string;
}

/** Runs a study and writes all of its results. */
export async function evaluate(given: Partial<EvaluateOptions>): Promise<void> {
  const options = checkOptions(given);
  const { input, finished, direction } = await scorePhotos(options);
  if (finished.kind === 'stopped') {
    process.exitCode = finished.status;
    return;
  }
  await writeResults(input, finished.record, direction, options).catch((error: unknown) => {
    throw withAdvice(error, options.out);
  });
}

/** A full disk at the end looks as if all scores were lost. */
function withAdvice(error: unknown, out: string): unknown {
  if (!(error instanceof HyperIqaError) || error.code !== 'FILE') return error;
  const kept = `All scores are in ${out}: the same command with --resume writes what is missing.`;
  return new HyperIqaError(error.code, `${error.message} ${kept}`, { cause: error });
}

/** Writes and prints everything that is computed from the finished tables. */
async function writeResults(
  input: StudyInput,
  record: RunRecord,
  direction: string,
  options: ReturnType<typeof checkOptions>,
): Promise<void> {
  const { summary, table } = await writeSummary(options.out, record, {
    resamples: options.bootstrap,
    logistic: options.logistic ?? false,
  });
  const photos = pathsOf(input);
  if (options.contactSheet) {
    const write = (landmarksOf: LandmarksOf | null) =>
      writeContactSheets(options.out, photos, decodingOf(options), landmarksOf);
    const pages = await (options.landmarks ? withLandmarks(options.adapter, write) : write(null));
    say(`${options.out}: ${pages} ${pages === 1 ? 'page' : 'pages'} of contact sheets`);
  }
  const { identityColumn } = options;
  if (identityColumn !== undefined) await writeRejectCurves(summary, photos, { ...options, identityColumn });
  const report = await writeStudyReport(options.out, photos);
  say(selectionLine(summary));
  await sayWarnings(options.out);
  tellLines(table);
  say(direction);
  say(report);
  if (input.unreadable > 0) {
    const folders = input.unreadable === 1 ? 'folder' : 'folders';
    say(`${input.unreadable} ${folders} of photos could not be read; their photos are not in the study`);
  }
  if (summary.selection.failed > 0 || input.unreadable > 0) process.exitCode = 1;
}

/** Writes the tables, which only one run may do at a time; everything else is computed from finished tables. */
async function scorePhotos(options: EvaluateOptions): Promise<{
  readonly input: StudyInput;
  readonly finished: RunEnd;
  /** Whether higher or lower scores are better, in words. */
  readonly direction: string;
}> {
  if (options.identityColumn !== undefined) checkIdentityOption(options.faces, options.shard);
  if (options.landmarks && !options.contactSheet) {
    throw new HyperIqaError('USAGE', '--landmarks draws on the contact sheet: add --contact-sheet.');
  }
  const shard = options.shard === undefined ? wholeStudy : parseShard(options.shard);
  await loadSharp();
  const lock = await lockFolder(options.out, say);
  try {
    const found = await findRun(options.out, options.resume ?? false);
    const input = await readStudyInput(options, shard, say);
    const { reference } = options;
    const references = reference === undefined ? null : await openReferences(reference, decodingOf(options));
    if (references?.isOne && options.referenceColumn !== undefined) {
      throw new HyperIqaError('USAGE', `--reference-column needs a folder of references; ${reference} is one photo.`);
    }
    const faceMetric = options.faceMetric === undefined ? undefined : [options.faceMetric];
    const session = await openSession(
      {
        ...options,
        usual: usualStudyMetrics,
        landmarks: false,
        faceMetric,
        faces: options.faces !== 'none',
      },
      say,
    );
    try {
      // Weights may have chosen the metrics.
      checkReferences({ ...options, metric: session.metrics.map(({ model }) => model) });
      const finished = await runStudy(
        { folder: options.out, lock, found, input, references, session, shard },
        options,
        say,
      );
      return { input, finished, direction: directions([...new Set([...session.metrics, ...session.faceMetrics])]) };
    } finally {
      await session.close();
    }
  } finally {
    lock.release();
  }
}

/** The photos' paths, by name. */
function pathsOf({ items }: StudyInput): ReadonlyMap<string, string> {
  return new Map(items.flatMap((item) => (item.kind === 'photo' ? [[item.imageName, item.path]] : [])));
}

/** @throws HyperIqaError USAGE for references without a metric that compares, or the reverse, or one that would score faces. */
function checkReferences({ metric, faceMetric, faces, reference, referenceColumn }: EvaluateOptions): void {
  checkReferenceOption(metric ?? null, reference);
  if (referenceColumn !== undefined && reference === undefined) {
    throw new HyperIqaError(
      'USAGE',
      `--reference-column ${referenceColumn} names files in --reference FOLDER: add it.`,
    );
  }
  const [first] = metric ?? [];
  if (first === undefined || !comparesWithReference(first) || faces === 'none' || faceMetric !== undefined) return;
  throw new HyperIqaError(
    'USAGE',
    `${first.name} compares photos with references and does not score faces: add --faces none, or a --face-metric.`,
  );
}

/** @throws HyperIqaError USAGE when something is missing, or the results would be written among the photos. */
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
  checkReferences(whole);
  const way = relative(resolve(whole.images), resolve(whole.out));
  if (
    way === '' ||
    (way !== '..' && !way.startsWith(`..${sep}`) && resolve(whole.images, way) === resolve(whole.out))
  ) {
    throw new HyperIqaError('USAGE', `--out ${whole.out}: it is inside --images; name a folder outside.`);
  }
  return whole;
}
