/** The run of `infer`: reads, scores and reports photos concurrently. */
import { resolve } from 'node:path';
import { HyperIqaError, isDeviceLoss } from '../../errors.ts';
import type { DecodedPhoto } from '../../image/photo.ts';
import type { PlanningMetrics } from '../../library/host.ts';
import { faceJudgesOf } from '../../library/networks.ts';
import { processThreads } from '../../node/decode-threads/threads.ts';
import type { DecodeOptions } from '../../platform/decode.ts';
import { decodersAtOnce } from '../../platform/libvips.ts';
import { onExit } from '../../platform/on-exit.ts';
import { photoStream } from '../../prefetch.ts';
import { type DrawingFailure, type FailedReport, failedReport, type PhotoReport } from '../../scoring/photo-report.ts';
import { verdictsOn } from '../../scoring/requirements.ts';
import { scorePhoto } from '../../scoring/score-photo.ts';
import { directions } from '../metrics.ts';
import { photoProgress } from '../progress.ts';
import type { Reference, References } from '../references.ts';
import { judgesOf, type Session } from '../session.ts';
import { say } from '../terminal.ts';
import { openTurnedPhotos, type TurnedPhotos } from '../turned-photos.ts';
import { openAnnotator } from './annotate.ts';
import type { GalleryWriter } from './gallery.ts';
import { gateStatus, openGate } from './gate.ts';
import type { PhotoInput } from './inputs.ts';
import type { InferOptions } from './options.ts';
import { inOrder } from './order.ts';
import { heading, type OutputForm, render } from './output.ts';
import { failureSummary, summaryLine } from './output-text.ts';
import { handful, openSummary } from './summary.ts';
import { emptyTally, tallied } from './tally.ts';
import type { Out } from './with-output.ts';

export interface Run {
  readonly inputs: readonly (PhotoInput | FailedReport)[];
  readonly session: Session;
  /** null without `--reference`. */
  readonly references: References | null;
  readonly decoding: DecodeOptions;
  readonly form: OutputForm;
  /** Collects what `--report` shows; null without it. */
  readonly gallery: GalleryWriter | null;
  readonly out: Out;
}

/**
 * Scores all inputs and sets the exit status.
 * @throws HyperIqaError USAGE for a gate in the wrong direction; DEVICE_LOST, FILE where the run cannot continue.
 */
export async function scoreAll(
  { inputs, session, references, decoding, form, gallery, out }: Run,
  options: InferOptions,
): Promise<void> {
  const started = performance.now();
  const [first] = session.metrics;
  const gate = openGate(options, first);
  const summary = openSummary(session.metrics, session.faceMetrics);
  const turned = options.faces && !options.autoOrient ? openTurnedPhotos() : null;
  const photos = inputs.flatMap((input) => ('read' in input ? [input.file] : []));
  const finish = await openScorer(session, options, photos, gallery);
  const progress = photoProgress(options.quiet ? 0 : inputs.length);
  // Removes the bar before a signal ends the process between two lines.
  const forget = onExit(() => progress.stop());
  const print = async (report: PhotoReport) => {
    const { out: text, errors } = await render(report, form);
    for (const line of errors) say(line);
    if (text.length > 0) await out(text);
  };

  let tally = emptyTally;
  let done = 0;
  const kept: PhotoReport[] = [];
  const reports = photoStream(inputs, {
    open: (input) => open(input, decoding, references, session.metrics, turned),
    finish,
    decodersAtOnce,
    oneByOne: session.profile !== null,
  });
  try {
    const head = await heading(form);
    if (head !== '') await out(head);
    for await (const report of reports) {
      tally = tallied(tally, report);
      done++;
      const verdict = gate?.check(report) ?? null;
      summary.add(report);
      if (!('error' in report) && report.faces.length === 0) turned?.withoutFace(report.file);
      gallery?.add(report, verdict);
      if (options.sort === undefined) await progress.around(() => print(report));
      else kept.push(report);
      progress.step();
    }
  } catch (error) {
    progress.stop();
    for (const input of inputs.slice(done)) {
      if ('read' in input) say(`${input.file}: not scored`);
    }
    throw error;
  } finally {
    forget();
    progress.stop();
  }

  if (options.sort !== undefined) {
    const better = { photo: first.checkpoint.better, face: session.faceMetrics[0]!.checkpoint.better };
    for (const report of inOrder(kept, options.sort, better, options.top)) await print(report);
  }
  const isText = form.kind === 'text';
  const isSummed = options.summary || (isText && tally.photos > handful && !options.quiet);
  const ending = [
    ...(isSummed ? summary.lines() : []),
    ...(isText && !isSummed && !options.quiet
      ? [directions([...new Set([...session.metrics, ...session.faceMetrics])])]
      : []),
    ...(isText && !options.quiet
      ? [summaryLine(tally, session.adapter, performance.now() - started, options.faces)]
      : []),
  ];
  for (const line of ending) {
    if (isText) await out(`${line}\n`);
    else say(line);
  }
  const notice = options.quiet ? null : (turned?.notice() ?? null);
  if (notice !== null) say(notice);
  const failures = form.kind === 'json' || form.kind === 'csv' ? failureSummary(tally, form.kind) : null;
  if (failures !== null) say(failures);
  const verdict = gate?.verdict() ?? null;
  if (verdict !== null) say(verdict);
  if (tally.refused > 0) {
    const verb = tally.refused === 1 ? 'breaks' : 'break';
    say(`${tally.refused} of ${tally.photos} photos ${verb} a rule of --require.`);
  }
  if (tally.failed + tally.failedInPart + tally.refused > 0) process.exitCode = 1;
  else if (verdict !== null) process.exitCode = gateStatus;
}

/** A photo that was decoded but not yet reported. */
interface OpenPhoto {
  readonly file: string;
  readonly photo: DecodedPhoto;
  /** Absent without `--reference`. */
  readonly reference: Reference | undefined;
  /** The time for decoding, in milliseconds. */
  readonly ms: number;
}

/** Decodes a photo and its reference; a failure, now or earlier, is already a report. */
async function open(
  input: PhotoInput | FailedReport,
  decoding: DecodeOptions,
  references: References | null,
  metrics: PlanningMetrics,
  turned: TurnedPhotos | null,
): Promise<OpenPhoto | FailedReport> {
  if ('error' in input) return input;
  const { file } = input;
  const started = performance.now();
  try {
    const bytes = await input.read();
    const photo = await processThreads.decode(bytes, file, decoding, metrics);
    turned?.read(file, bytes);
    // With the names of its folders, by which references of one name are told apart, even where it is named from within them.
    const reference = await references?.of(file, photo, resolve(file));
    return { file, photo, reference, ms: performance.now() - started };
  } catch (error) {
    return failedReport(file, error);
  }
}

/**
 * Turns one photo's pixels into a report. A failure is also a report, unless it is the device's.
 * @throws HyperIqaError FILE when the folder of annotations fails.
 */
async function openScorer(
  session: Session,
  options: InferOptions,
  photos: readonly string[],
  gallery: GalleryWriter | null,
): Promise<(open: OpenPhoto) => Promise<PhotoReport>> {
  const { model, faceModel, adapter } = session;
  // The font for drawing only has ASCII.
  const caption = judgesOf(session).join(', ');
  const annotate = options.annotate === undefined ? null : await openAnnotator(options.annotate, caption, photos);
  return ({ file, photo, reference, ms: decoding }) => {
    const started = performance.now();
    return session.use(async (networks) => {
      try {
        const { crops, seed, minConfidence } = options;
        const openFaceJudges = faceJudgesOf(networks);
        const scoring = { crops, seed, minConfidence, reference: reference?.photo, openFaceJudges };
        const score = await scorePhoto(photo, networks.metrics, networks.faces, scoring);
        const ms = Math.round(decoding + performance.now() - started);
        const undrawn = annotate === null ? [] : await draw(() => annotate(file, photo, score));
        const { width, height } = photo;
        const compared = reference?.file === undefined ? {} : { reference: reference.file };
        const failures = [...score.failures, ...undrawn];
        const rules = options.require;
        const judged = rules === undefined ? {} : { requirements: verdictsOn({ ...score, width, height }, rules) };
        const judge = faceModel === null ? {} : { faceModel };
        const warnings = [...photo.warnings, ...(reference?.warnings ?? [])];
        const report = {
          file,
          width,
          height,
          ...compared,
          ...score,
          failures,
          ...judged,
          model,
          ...judge,
          adapter,
          warnings,
          ms,
        };
        await gallery?.take(report, photo);
        return report;
      } catch (error) {
        if (isDeviceLoss(error)) throw error;
        return failedReport(file, error);
      }
    });
  };
}

/** Draws; a failure such as a full disk does not lose the score. */
async function draw(work: () => Promise<void>): Promise<readonly DrawingFailure[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (!(error instanceof HyperIqaError)) throw error;
    return [{ metric: null, face: null, code: error.code, message: error.message }];
  }
}
