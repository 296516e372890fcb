/** The command `infer INPUT...`: scores photos, or clips, and reports the results. */
import { HyperIqaError } from '../../errors.ts';
import { loadSharp } from '../../platform/sharp.ts';
import type { FailedReport } from '../../scoring/photo-report.ts';
import { rulesNeed } from '../../scoring/requirements.ts';
import { cellForm } from '../../study/cell-guard.ts';
import { usualMetrics } from '../metrics.ts';
import { adapterNames } from '../open-gpu.ts';
import { decodingOf } from '../options.ts';
import { checkReferenceOption, openReferences } from '../references.ts';
import { openSession, type Session } from '../session.ts';
import { say, tell, write } from '../terminal.ts';
import { writeTextFile } from '../text-file.ts';
import { findClips } from './clip-inputs.ts';
import { findInputs, withListed } from './inputs.ts';
import type { InferOptions } from './options.ts';
import { type OutputForm, render } from './output.ts';
import { failureSummary } from './output-text.ts';
import type { CsvColumns } from './output-csv.ts';
import { checkOutputFiles } from './output-files.ts';
import { type Run, scoreAll } from './score-all.ts';
import { withOutput } from './with-output.ts';
import { plain, styleOf } from './style.ts';
import { emptyTally } from './tally.ts';

/** `infer INPUT...` */
export async function infer(names: readonly string[], options: InferOptions): Promise<void> {
  if (options.listAdapters) {
    for (const name of await adapterNames()) tell(name);
    return;
  }
  const named = await withListed(names, options);
  const clips = await findClips(named, options.clip ?? false, decodingOf(options));
  const notice = options.quiet ? () => {} : say;
  if (clips !== null) {
    for (const line of clips.notices) notice(line);
    return (await import('./score-clips.ts')).inferClips(clips.found, options);
  }
  if (options.every !== undefined) {
    throw new HyperIqaError('USAGE', '--every needs clips: name a video, or add --clip for folders of frames.');
  }
  checkReferenceOption(options.metric ?? null, options.reference);
  checkFaceOptions(options);
  if (options.top !== undefined && options.sort === undefined) {
    throw new HyperIqaError(
      'USAGE',
      `--top ${options.top} needs an order: add --sort best, worst, best-face, worst-face or name.`,
    );
  }
  const inputs = await findInputs(named, options);
  for (const line of inputs.notices) notice(line);
  const failed = inputs.found.filter((input) => 'error' in input);
  await checkOutputFiles(
    options,
    inputs.found.map(({ file }) => file),
  );
  // For mistyped names neither weights nor GPU are opened.
  if (failed.length === inputs.found.length) return reportFailures(failed, options);
  const decoding = decodingOf(options);
  const references = options.reference === undefined ? null : await openReferences(options.reference, decoding);

  const profile = options.profile ?? (options.trace === undefined ? undefined : true);
  await loadSharp();
  const landmarks = options.landmarks || rulesNeed(options.require ?? [], 'landmarks');
  const session = await openSession({ ...options, usual: usualMetrics, landmarks, profile }, notice);
  try {
    const namesOf = (metrics: Session['metrics']) => metrics.map(({ model }) => model.name);
    const columns = {
      metrics: namesOf(session.metrics),
      wordsOf: namesOf(session.metrics.filter(({ model }) => model.saysWords)),
      faceMetrics: namesOf(session.faceMetrics),
      hasRules: options.require !== undefined,
    };
    const form = formOf(options, columns);
    // Imported on demand, because its charting library takes a moment to load.
    const gallery =
      options.report === undefined ? null : (await import('./gallery.ts')).openGallery(options.report, session);
    const score = (out: Run['out']) =>
      scoreAll({ inputs: inputs.found, session, references, decoding, form, gallery, out }, options);
    await withOutput(options.output, score);
    await gallery?.write();
    if (options.profile) await session.profile?.tables(say);
    if (options.trace !== undefined) await session.profile?.writeTrace(options.trace, session.adapter);
  } finally {
    await session.close();
  }
}

function checkFaceOptions(options: InferOptions): void {
  const rules = options.require ?? [];
  const ruled = rulesNeed(rules, 'faces') || rulesNeed(rules, 'landmarks');
  const given: Readonly<Record<string, unknown>> = {
    '--landmarks': options.landmarks,
    '--face-metric': options.faceMetric,
    '--detector': options.detector,
    '--detector-tiles': options.detectorTiles,
    '--require': ruled || undefined,
    [`--sort ${options.sort}`]: options.sort?.endsWith('face') || undefined,
  };
  const option = Object.keys(given).find((name) => given[name] !== undefined) ?? null;
  if (options.faces || option === null) return;
  throw new HyperIqaError('USAGE', `${option} needs faces, which --no-faces disables: give one of the two.`);
}

async function reportFailures(reports: readonly FailedReport[], options: InferOptions): Promise<void> {
  let results = '';
  for (const report of reports) {
    const { out, errors } = await render(report, options.json ? { kind: 'json' } : { kind: 'names' });
    for (const line of errors) say(line);
    results += out;
  }
  if (options.json) say(failureSummary({ ...emptyTally, failed: reports.length }, 'json')!);
  if (options.json && options.output !== undefined) await writeTextFile(options.output, results);
  else write(results);
  process.exitCode = 1;
}

function formOf(options: InferOptions, columns: CsvColumns): OutputForm {
  if (options.json) return { kind: 'json' };
  if (options.csv) return { kind: 'csv', cells: cellForm(options), columns };
  if (options.print0) return { kind: 'names' };
  return { kind: 'text', style: options.output === undefined ? styleOf(process.stdout, process.env) : plain };
}
