/** Scores the photos of a study one after another, and appends each to its tables. */
import { join } from 'node:path';
import { HyperIqaError } from '../../errors.ts';
import { csvText } from '../../platform/csv/csv-text.ts';
import type { FileLock } from '../../platform/file-lock.ts';
import { decodersAtOnce } from '../../platform/libvips.ts';
import { packageVersion } from '../../platform/package-root.ts';
import { photoStream } from '../../prefetch.ts';
import { type CellForm, cellForm } from '../../study/cell-guard.ts';
import { rowCells } from '../../study/row.ts';
import type { RunRecord } from '../../study/run-record.ts';
import { formatShard, type Shard } from '../../study/shard.ts';
import { skippedCells } from '../../study/skipped.ts';
import { warningCells } from '../../study/warnings.ts';
import type { References } from '../references.ts';
import type { Session } from '../session.ts';
import { writeTextFile } from '../text-file.ts';
import { openTurnedPhotos } from '../turned-photos.ts';
import { checkTables, type FolderContent, openStudyWriter, type StudyWriter, studyFiles } from './folder.ts';
import type { InputOptions, StudyInput } from './input.ts';
import { besideOf, openStudyPhoto, type Scored, type ScoringOptions, type Skipped, scoreStudyPhoto } from './photo.ts';
import { studyProgress } from './progress.ts';
import { recordReferences, referenceNames } from './reference-table.ts';
import { watchForStop } from './stop.ts';

export interface StudyRun {
  /** null in a study without references. */
  readonly references: References | null;
  readonly folder: string;
  readonly lock: FileLock;
  readonly found: FolderContent;
  readonly input: StudyInput;
  readonly session: Session;
  readonly shard: Shard;
}

export interface RunOptions extends InputOptions, ScoringOptions {
  readonly detectorTiles?: true;
  readonly rawCsv?: true;
}

/** How a run ended: all photos were recorded, or a signal stopped it, which the exit status identifies. */
export type RunEnd =
  | { readonly kind: 'finished'; readonly record: RunRecord }
  | { readonly kind: 'stopped'; readonly status: number };

/** What was done is written to disk at least this often. */
const syncEveryMs = 5000;

/**
 * Scores the remaining photos, and records each when it is done.
 * @throws HyperIqaError USAGE when the folder's run is another one; FILE; errors that concern all photos, such as DEVICE_LOST.
 * What was recorded stays.
 */
export async function runStudy(run: StudyRun, options: RunOptions, say: (line: string) => void): Promise<RunEnd> {
  const { folder, input } = run;
  const record = await recordOf(run, options);
  const names = input.items.map(({ imageName }) => imageName);
  const writer = await openStudyWriter(folder, run.found, record, names);
  const form = cellForm(record);
  const missing = ['image_name', ...input.rowsWithoutPhoto].map((name) => [name]);
  await writeTextFile(join(folder, studyFiles.rowsWithoutPhoto), await csvText(missing, form));
  if (writer.done > 0) say(`${writer.done} of ${names.length} photos were done before.`);
  const stop = watchForStop(say);
  let recorded = writer.done;
  try {
    if (run.references !== null) {
      const now = referenceNames(input.items, run.references);
      await recordReferences(folder, now, names.slice(0, writer.done), form, say);
    }
    recorded += await recordPhotos(run, options, writer, () => stop.status !== null, say);
  } finally {
    stop.release();
    await writer.close();
  }
  if (recorded === names.length) {
    await checkTables(folder, names);
    return { kind: 'finished', record };
  }
  say(`Stopped after ${recorded} of ${names.length} photos. The same command with --resume continues.`);
  return { kind: 'stopped', status: stop.status! };
}

/** Returns how many photos were recorded: all that remain, unless it is asked to stop. */
async function recordPhotos(
  run: StudyRun,
  options: RunOptions,
  writer: StudyWriter,
  isToStop: () => boolean,
  say: (line: string) => void,
): Promise<number> {
  const { input, session, references } = run;
  const left = input.items.slice(writer.done);
  const progress = studyProgress(input.items.length, writer.done, say);
  const turned = options.faces === 'none' || options.autoOrient ? null : openTurnedPhotos();
  let recorded = 0;
  let synced = performance.now();
  try {
    const results = photoStream(left, {
      open: (item) => openStudyPhoto(item, options, session.metrics, references, turned),
      finish: (open) => session.use((networks) => scoreStudyPhoto(open, networks, options)),
      decodersAtOnce,
    });
    for await (const result of results) {
      await checkPlace(run, writer);
      await append(writer, result, cellForm(options));
      if (result.kind === 'skipped' && result.reason === 'no-face') turned?.withoutFace(result.imageName);
      recorded++;
      progress.step();
      if (isToStop()) break;
      if (performance.now() - synced < syncEveryMs) continue;
      await writer.sync();
      synced = performance.now();
    }
  } catch (error) {
    // The results are only saved if the folder still exists.
    await checkPlace(run, writer);
    throw withAdvice(error, left.length - recorded, left[recorded]?.imageName);
  } finally {
    progress.stop();
  }
  const notice = turned?.notice() ?? null;
  if (notice !== null) say(notice);
  return recorded;
}

/** @throws HyperIqaError FILE when the folder or a table in it was removed or replaced, or another run took over. */
async function checkPlace({ lock }: StudyRun, writer: StudyWriter): Promise<void> {
  await lock.check();
  await writer.check();
}

/** A photo's warnings must be on disk before its line. */
async function append(writer: StudyWriter, result: Scored | Skipped, form: CellForm): Promise<void> {
  if (result.warnings.length > 0) {
    const imageName = result.kind === 'scored' ? result.row.imageName : result.imageName;
    const rows = result.warnings.map((warning) => warningCells({ imageName, warning }));
    await writer.warnings.append(await csvText(rows, form));
    await writer.warnings.sync();
  }
  return result.kind === 'scored'
    ? writer.scores.append(await csvText([rowCells(result.row)], form))
    : writer.skipped.append(await csvText([skippedCells(result)], form));
}

async function recordOf({ input, session, shard, references }: StudyRun, options: RunOptions): Promise<RunRecord> {
  const { metrics, faceMetrics, faces } = await session.sha256();
  const labels = session.model.split(',');
  const scorers = session.metrics.map(({ model, protocol }, i) => ({
    metric: model.name,
    model: labels[i]!,
    weightsSha256: metrics[i] ?? null,
    protocol: protocol?.name ?? null,
    crops: protocol === null ? null : (options.crops ?? protocol.defaultCrops),
  }));
  const [first, ...furtherMetrics] = scorers;
  return {
    version: await packageVersion(),
    ...first!,
    faceMetric: session.faceModel === null ? null : session.faceMetrics[0]!.model.name,
    faceModel: session.faceModel,
    faceMetricSha256: faceMetrics[0] ?? null,
    faceWeightsSha256: faces,
    detectorTiles: options.detectorTiles ?? false,
    seed: options.seed,
    faces: options.faces,
    minConfidence: options.minConfidence,
    maxMegapixels: options.maxMegapixels,
    autoOrient: options.autoOrient ?? false,
    adapter: session.adapter,
    photos: input.photos,
    photosSha256: input.photosSha256,
    scoresSha256: input.scoresSha256,
    nameColumn: options.nameColumn,
    scoreColumn: options.scoreColumn,
    indicatorsSha256: input.indicatorsSha256,
    carriedColumns: input.carriedColumns,
    excludeSha256: input.excludeSha256,
    rowsWithoutPhoto: input.rowsWithoutPhoto.length,
    rawCsv: options.rawCsv ?? false,
    shard: formatShard(shard),
    commonReference: references?.isOne ? references.nameOf('') : null,
    referenceColumn: options.referenceColumn ?? null,
    furtherMetrics,
    wordsOf: besideOf(session.metrics).wordsOf,
  };
}

function withAdvice(error: unknown, left: number, first: string | undefined): unknown {
  if (!(error instanceof HyperIqaError)) return error;
  const leftOver = left === 1 ? 'One photo is left' : `${left} photos are left, the first of which is`;
  const whatIsLeft = first === undefined ? '' : ` ${leftOver}${left === 1 ? ':' : ''} ${first}.`;
  const message = `${error.message}${whatIsLeft} What was done is kept: the same command with --resume continues.`;
  return new HyperIqaError(error.code, message, { cause: error });
}
