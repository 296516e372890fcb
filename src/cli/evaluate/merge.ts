/** The command `evaluate merge FOLDER...`: joins the shards of a study, as if one machine had run all of them. */
import { join } from 'node:path';
import { HyperIqaError } from '../../errors.ts';
import { csvText } from '../../platform/csv/csv-text.ts';
import { writeFileWhole } from '../../platform/file-sink.ts';
import { readRegularFile } from '../../platform/regular-file.ts';
import { type CellForm, cellForm } from '../../study/cell-guard.ts';
import { type ResultRow, resultColumns, rowCells } from '../../study/row.ts';
import { differences, type RunRecord, schemaOf } from '../../study/run-record.ts';
import { formatShard, parseShard, shardSize, wholeStudy } from '../../study/shard.ts';
import { type SkippedPhoto, skippedCells, skippedColumns } from '../../study/skipped.ts';
import { filtered, inOrder, mapped } from '../../study/streams.ts';
import { type PhotoWarning, warningCells, warningColumns } from '../../study/warnings.ts';
import { say, tellLines } from '../terminal.ts';
import { sayWarnings, selectionLine, writeSummary } from './finish.ts';
import {
  beginRun,
  checkTables,
  findRun,
  lockFolder,
  readRecord,
  readResults,
  readWarnings,
  type StoredResults,
  studyFiles,
} from './folder.ts';
import { matchNames, namesSha256, readNames } from './input.ts';
import { readReferences, writeReferences } from './reference-table.ts';
import { writeStudyReport } from './report.ts';

export interface MergeOptions {
  readonly out?: string;
  readonly exclude?: string;
  readonly logistic?: true;
  readonly bootstrap: number;
}

/** Joins the shards' results and writes the results of the whole. */
export async function merge(folders: readonly string[], options: MergeOptions): Promise<void> {
  const { out } = options;
  if (out === undefined)
    throw new HyperIqaError('USAGE', '--out: missing. hyperiqa evaluate merge FOLDER... --out FOLDER.');
  const lock = await lockFolder(out, say);
  const record = await mergeTables(folders, out, options).finally(() => lock.release());
  const { summary, table } = await writeSummary(out, record, {
    resamples: options.bootstrap,
    logistic: options.logistic ?? false,
  });
  const report = await writeStudyReport(out, null);
  say(selectionLine(summary));
  await sayWarnings(out);
  tellLines(table);
  say(`${report}: without photos, which hyperiqa evaluate report ${out} --images FOLDER adds`);
  if (summary.selection.failed > 0) process.exitCode = 1;
}

/** Writes the record and tables of all shards, and returns the record. */
async function mergeTables(folders: readonly string[], out: string, options: MergeOptions): Promise<RunRecord> {
  await findRun(out, false);
  const shards = await readShards(folders, say);
  const names = checkedNames(shards);
  const excluded =
    options.exclude === undefined ? new Set<string>() : matchNames(await readNames(options.exclude), names, say);
  const results = leavingOut(shards, excluded);

  const allExcluded = [...results.skipped()]
    .filter(({ reason }) => reason === 'excluded')
    .map(({ imageName }) => imageName);
  const record: RunRecord = {
    ...shards[0]!.record,
    adapter: [...new Set(shards.map((shard) => shard.record.adapter))].join(', '),
    excludeSha256: allExcluded.length === 0 ? null : namesSha256(allExcluded),
    shard: formatShard(wholeStudy),
  };
  await beginRun(out, record);
  const form = cellForm(record);
  await writeLines(join(out, studyFiles.scores), resultColumns(schemaOf(record)), results.rows(), rowCells, form);
  await writeLines(join(out, studyFiles.skipped), skippedColumns, results.skipped(), skippedCells, form);
  await writeLines(join(out, studyFiles.warnings), warningColumns, await warningsOf(shards), warningCells, form);
  await mergeReferences(shards, excluded, out, form);
  await copyRowsWithoutPhoto(shards[0]!.folder, out);
  await checkTables(out, names);
  return record;
}

/** The warnings of all shards, in the photos' order. */
async function warningsOf(shards: readonly ShardResults[]): Promise<readonly PhotoWarning[]> {
  const warnings: PhotoWarning[] = [];
  for (const { folder } of shards) {
    for (const each of await readWarnings(folder)) warnings.push(each);
  }
  // The sort is stable, so a photo's own warnings stay in order.
  return warnings.sort((a, b) => (a.imageName < b.imageName ? -1 : a.imageName > b.imageName ? 1 : 0));
}

interface ShardResults extends StoredResults {
  readonly folder: string;
  readonly record: RunRecord;
}

/**
 * The shards in their order.
 * @throws HyperIqaError USAGE when one is missing, duplicated, unfinished, or of another study.
 */
async function readShards(folders: readonly string[], say: (line: string) => void): Promise<readonly ShardResults[]> {
  const shards: ShardResults[] = [];
  for (const folder of folders) {
    shards.push({ folder, record: await readRecord(folder), ...(await readResults(folder)) });
  }
  const [first] = shards;
  const { count } = parseShard(first!.record.shard);
  const places: (ShardResults | undefined)[] = Array.from({ length: count });
  for (const shard of shards) {
    const { index, count: theirs } = parseShard(shard.record.shard);
    const ownKeys = ['shard', 'adapter'] as const;
    const different = [
      ...(theirs === count ? [] : [`one of ${count} shards, the other of ${theirs}`]),
      ...differences(first!.record, shard.record, ownKeys),
    ];
    if (different.length > 0) {
      throw new HyperIqaError(
        'USAGE',
        `${first!.folder} and ${shard.folder} belong to different studies: ${different.join('; ')}.`,
      );
    }
    const twin = places[index - 1];
    if (twin !== undefined) {
      throw new HyperIqaError(
        'USAGE',
        `${twin.folder} and ${shard.folder} both contain the shard ${shard.record.shard}.`,
      );
    }
    checkFinished(shard);
    places[index - 1] = shard;
  }
  const missing = places.flatMap((shard, i) => (shard === undefined ? [formatShard({ index: i + 1, count })] : []));
  if (missing.length > 0) {
    throw new HyperIqaError('USAGE', `Of the ${count} shards, these are missing: ${missing.join(', ')}.`);
  }
  const adapters = new Set(shards.map((shard) => shard.record.adapter));
  if (adapters.size > 1)
    say(`The shards ran on different adapters, whose scores may differ by rounding: ${[...adapters].join(', ')}.`);
  return places as ShardResults[];
}

function checkFinished({ folder, record, rows, skipped }: ShardResults): void {
  let done = 0;
  for (const _ of rows()) done++;
  for (const _ of skipped()) done++;
  const expected = shardSize(record.photos, parseShard(record.shard));
  if (done >= expected) return;
  throw new HyperIqaError(
    'USAGE',
    `${folder}: ${done} of the ${expected} photos of the shard ${record.shard} are done; run it with --resume first.`,
  );
}

/** All photos' names, sorted. @throws HyperIqaError FORMAT when they are not those that the study began with. */
function checkedNames(shards: readonly ShardResults[]): readonly string[] {
  const names = shards.flatMap(({ rows, skipped }) => [
    ...mapped(rows(), ({ imageName }) => imageName),
    ...mapped(skipped(), ({ imageName }) => imageName),
  ]);
  names.sort((a, b) => (a < b ? -1 : 1));
  if (namesSha256(names) === shards[0]!.record.photosSha256) return names;
  throw new HyperIqaError(
    'FORMAT',
    `${shards.map(({ folder }) => folder).join(', ')}: together, the tables do not contain the photos that the study began ` +
      'with: lines were changed, duplicated or moved.',
  );
}

/** The results of all shards together, without the excluded photos. */
function leavingOut(shards: readonly ShardResults[], excluded: ReadonlySet<string>): StoredResults {
  const isExcluded = ({ imageName }: { readonly imageName: string }) => excluded.has(imageName);
  const asExcluded = ({ imageName }: ResultRow): SkippedPhoto => ({ imageName, reason: 'excluded', detail: '' });
  return {
    rows: () => inOrder(shards.map(({ rows }) => filtered(rows(), (row) => !isExcluded(row)))),
    skipped: () =>
      inOrder(
        shards.flatMap(({ rows, skipped }) => [
          mapped(filtered(rows(), isExcluded), asExcluded),
          mapped(skipped(), (photo) => (isExcluded(photo) ? { ...photo, reason: 'excluded', detail: '' } : photo)),
        ]),
      ),
  };
}

async function writeLines<T>(
  path: string,
  columns: readonly string[],
  items: Iterable<T>,
  cellsOf: (item: T) => readonly string[],
  form: CellForm,
): Promise<void> {
  const encoder = new TextEncoder();
  const enough = 1 << 16;
  await writeFileWhole(path, async (sink) => {
    let text = await csvText([columns], form);
    for (const item of items) {
      text += await csvText([cellsOf(item)], form);
      if (text.length < enough) continue;
      await sink.write(encoder.encode(text));
      text = '';
    }
    await sink.write(encoder.encode(text));
  });
}

/** Photos that are left out have no reference, as where they are left out from the start. */
async function mergeReferences(
  shards: readonly ShardResults[],
  excluded: ReadonlySet<string>,
  out: string,
  form: CellForm,
): Promise<void> {
  const tables = await Promise.all(shards.map(({ folder }) => readReferences(folder, form)));
  if (tables.every((table) => table === null)) return;
  const lines = tables.flatMap((table) => [...(table ?? [])]).filter(([name]) => !excluded.has(name));
  await writeReferences(out, new Map(lines.sort(([a], [b]) => (a < b ? -1 : 1))), form);
}

async function copyRowsWithoutPhoto(from: string, to: string): Promise<void> {
  const bytes = await readRegularFile(join(from, studyFiles.rowsWithoutPhoto));
  await writeFileWhole(join(to, studyFiles.rowsWithoutPhoto), (sink) => sink.write(bytes));
}
