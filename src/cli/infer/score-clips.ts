/** The run of `infer` over clips. */
import { HyperIqaError, isDeviceLoss } from '../../errors.ts';
import { onExit } from '../../platform/on-exit.ts';
import { loadSharp } from '../../platform/sharp.ts';
import { printable } from '../../printable.ts';
import type { ClipReport } from '../../scoring/clip-report.ts';
import { failedReport } from '../../scoring/photo-report.ts';
import { type ClipOptions, scoreClip } from '../../scoring/score-clip.ts';
import { cellForm } from '../../study/cell-guard.ts';
import { usualMetrics } from '../metrics.ts';
import { progressBar } from '../progress.ts';
import { openSession, type Session } from '../session.ts';
import { say } from '../terminal.ts';
import type { ClipGallery } from './clip-gallery.ts';
import type { ClipInput } from './clip-inputs.ts';
import { gateStatus, openGate } from './gate.ts';
import type { InferOptions } from './options.ts';
import { type ClipForm, clipHeading, renderClip } from './output-clip.ts';
import { checkOutputFiles } from './output-files.ts';
import { plain, styleOf } from './style.ts';
import { type Out, withOutput } from './with-output.ts';

/**
 * Scores clips one after another and sets the exit status.
 * @throws HyperIqaError USAGE for options that only apply to single photos; what opening weights and GPU throws; DEVICE_LOST.
 */
export async function inferClips(clips: readonly ClipInput[], options: InferOptions): Promise<void> {
  checkOptions(options);
  await checkOutputFiles(
    options,
    clips.flatMap(({ files }) => files),
  );
  await loadSharp();
  const notice = options.quiet ? () => {} : say;
  const session = await openSession({ ...options, usual: usualMetrics, faces: false }, notice);
  try {
    const form = formOf(options, session);
    const gallery = await galleryOf(session, options);
    const run = { clips, session, form, gallery };
    await withOutput(options.output, (out) => scoreAll(run, options, out));
    await gallery?.write();
  } finally {
    await session.close();
  }
}

function checkOptions(options: InferOptions): void {
  const given: Readonly<Record<string, unknown>> = {
    '--depth': options.depth,
    '--reference': options.reference,
    '--face-metric': options.faceMetric,
    '--detector': options.detector,
    '--detector-tiles': options.detectorTiles,
    '--landmarks': options.landmarks,
    '--require': options.require,
    '--annotate': options.annotate,
    '--sort': options.sort,
    '--top': options.top,
    '--summary': options.summary,
    '--print0': options.print0,
    '--profile': options.profile,
    '--trace': options.trace,
  };
  const option = Object.keys(given).find((name) => given[name] !== undefined);
  if (option === undefined) return;
  throw new HyperIqaError('USAGE', `${option} works on photos only, and these inputs are clips: remove it.`);
}

function formOf(options: InferOptions, { metrics }: Session): ClipForm {
  if (options.json) return { kind: 'json' };
  if (options.csv) return { kind: 'csv', cells: cellForm(options), metrics: metrics.map(({ model }) => model.name) };
  return { kind: 'text', style: options.output === undefined ? styleOf(process.stdout, process.env) : plain };
}

interface Run {
  readonly clips: readonly ClipInput[];
  readonly session: Session;
  readonly form: ClipForm;
  /** Collects what `--report` shows; null without it. */
  readonly gallery: ClipGallery | null;
}

async function scoreAll({ clips, session, form, gallery }: Run, options: InferOptions, out: Out): Promise<void> {
  const gate = openGate(options, session.metrics[0]!, 'clip');
  let failed = 0;
  await out(await clipHeading(form));
  for (const clip of clips) {
    const report = await reportOf(clip, session, options, gallery);
    if ('error' in report) say(printable(`${report.error.message} (${report.error.code})`));
    else
      for (const { metric, message } of report.failures)
        say(printable(`${clip.file}: no score of ${metric}: ${message}`));
    if ('error' in report || report.failures.length > 0) failed++;
    const found = gate?.check(report) ?? null;
    await gallery?.add(report, found);
    await out(await renderClip(report, form));
  }
  const verdict = gate?.verdict() ?? null;
  if (verdict !== null) say(verdict);
  if (failed > 0) process.exitCode = 1;
  else if (verdict !== null) process.exitCode = gateStatus;
}

/** Imported on demand, because its charting library takes a moment to load. */
async function galleryOf({ model, adapter }: Session, { report }: InferOptions): Promise<ClipGallery | null> {
  if (report === undefined) return null;
  return (await import('./clip-gallery.ts')).openClipGallery(report, `${model} · ${adapter}`);
}

async function reportOf(
  { file, open }: ClipInput,
  session: Session,
  options: InferOptions,
  gallery: ClipGallery | null,
): Promise<ClipReport> {
  const { every = 1, crops, seed } = options;
  const started = performance.now();
  try {
    const clip = await open(options.quiet ? () => {} : say);
    const progress = progressBar(options.quiet ? 0 : Math.ceil(clip.frames / every), 'frames');
    const forget = onExit(() => progress.stop());
    try {
      const use: Parameters<typeof scoreClip>[1] = (work) => session.use(({ metrics }) => work(metrics));
      const onFrame: ClipOptions['onFrame'] = (frame, quality) => {
        gallery?.take(frame, quality);
        progress.step();
      };
      const score = await scoreClip(clip.decode(every), use, { crops, seed, onFrame });
      const { model, adapter } = session;
      return { file, ...score, every, model, adapter, ms: Math.round(performance.now() - started) };
    } finally {
      forget();
      progress.stop();
      clip.close();
    }
  } catch (error) {
    if (isDeviceLoss(error)) throw error;
    return failedReport(file, error);
  }
}
