/** The folder of a study's results: begins, resumes and reads a run. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HyperIqaError } from '../../errors.ts';
import { type AppendFile, openAppendFile } from '../../platform/append-file.ts';
import { systemPath } from '../../platform/byte-path.ts';
import { csvText } from '../../platform/csv/csv-text.ts';
import {
  type JournalLine,
  type JournalTable,
  journalLines,
  journalState,
  keptLines,
} from '../../platform/csv/journal.ts';
import { type FileLock, lockFile } from '../../platform/file-lock.ts';
import { temporaryName } from '../../platform/file-sink.ts';
import { makeFolder } from '../../platform/make-folder.ts';
import { readRegularFile } from '../../platform/regular-file.ts';
import { reasonOf } from '../../platform/system-error.ts';
import { type CellForm, cellForm } from '../../study/cell-guard.ts';
import { parseHeader, parseRow, type ResultRow, resultColumns } from '../../study/row.ts';
import { differences, formatRecord, parseRecord, type RunRecord, schemaOf } from '../../study/run-record.ts';
import { parseSkipped, type SkippedPhoto, skippedColumns } from '../../study/skipped.ts';
import { mapped } from '../../study/streams.ts';
import { type PhotoWarning, parseWarning, warningColumns } from '../../study/warnings.ts';
import { writeTextFile } from '../text-file.ts';

/** The files of a study's folder. */
export const studyFiles = {
  record: 'run.json',
  scores: 'scores.csv',
  skipped: 'skipped.csv',
  warnings: 'warnings.csv',
  /** Only of full-reference metrics. */
  references: 'references.csv',
  rowsWithoutPhoto: 'rows-without-photo.csv',
  summary: 'summary.json',
  table: 'table.md',
  /** Only where identities are known. */
  reject: 'reject.json',
  /** Exists while a run writes the tables. */
  lock: '.hyperiqa.lock',
} as const;

/**
 * Keeps other runs out of the folder, which is created if necessary.
 * @throws HyperIqaError FILE naming the run that writes there; or when the folder cannot be written.
 */
export function lockFolder(folder: string, say: (line: string) => void): Promise<FileLock> {
  return lockFile(join(folder, studyFiles.lock), `--out ${folder}`, say);
}

export interface StudyWriter {
  readonly scores: AppendFile;
  readonly skipped: AppendFile;
  /** A photo's warnings precede its line in the other tables. */
  readonly warnings: AppendFile;
  /** How many photos, from the first on, earlier runs completed. */
  readonly done: number;
  /** @throws HyperIqaError FILE when a table was removed or replaced. */
  check(): Promise<void>;
  /** Resolves when everything appended is on disk. */
  sync(): Promise<void>;
  /** Call after a last `sync`. */
  close(): Promise<void>;
}

/** The content of a folder that a run may write to. */
export type FolderContent = 'run' | 'nothing';

/**
 * Whether the folder holds a run that can be resumed.
 * @throws HyperIqaError USAGE for a folder with other content, or with a run if `resume` is false; FILE.
 */
export async function findRun(folder: string, resume: boolean): Promise<FolderContent> {
  const names = await readdir(systemPath(folder)).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw new HyperIqaError('FILE', `--out ${folder} cannot be read: ${reasonOf(cause)}.`, { cause });
  });
  // A run that was killed may have left a partially written file.
  const content = names.filter((name) => name !== studyFiles.lock && !temporaryName.test(name));
  if (content.length === 0) return 'nothing';
  const hasRun = content.includes(studyFiles.record);
  if (hasRun && resume) return 'run';
  throw new HyperIqaError(
    'USAGE',
    hasRun
      ? `--out ${folder}: it already contains results. Continue them with --resume, or name a new folder.`
      : `--out ${folder}: it contains files but no run. Name a new folder.`,
  );
}

/**
 * Begins a run, or continues the existing one after its last completely recorded photo.
 * @param names of the shard's photos, in order.
 * @throws HyperIqaError USAGE naming the differences when the existing run is another one; FILE; FORMAT when its tables were
 * modified.
 */
export async function openStudyWriter(
  folder: string,
  found: FolderContent,
  record: RunRecord,
  names: readonly string[],
): Promise<StudyWriter> {
  // Computed before the first file is written, so that clashing columns leave no run behind.
  const columns = resultColumns(schemaOf(record));
  if (found === 'run') await checkSameRun(folder, record);
  else await beginRun(folder, record);
  const tables = [
    await readTable(folder, studyFiles.scores, columns),
    await readTable(folder, studyFiles.skipped, skippedColumns),
  ] as const;
  const form = cellForm(record);
  const { done, keep } = await journalState(names, tables, form);
  const warningTable = await readTable(folder, studyFiles.warnings, warningColumns);
  const warningsKept = await keptLines(new Set(names.slice(0, done)), warningTable, form);
  const scores = await openTable(tables[0], keep[0]!, form);
  const skipped = await openTable(tables[1], keep[1]!, form);
  const warnings = await openTable(warningTable, warningsKept, form);
  const check = async () => {
    await warnings.check();
    await scores.check();
    await skipped.check();
  };
  const sync = async () => {
    await warnings.sync();
    await scores.sync();
    await skipped.sync();
  };
  const close = async () => {
    await sync();
    await warnings.close();
    await scores.close();
    await skipped.close();
  };
  return { scores, skipped, warnings, done, check, sync, close };
}

/**
 * Checks that both tables together name the photos, each once and in order.
 * @throws HyperIqaError FORMAT naming the first that is wrong; FILE.
 */
export async function checkTables(folder: string, names: readonly string[]): Promise<void> {
  const results = await readResults(folder);
  const rows = mapped(results.rows(), ({ imageName }) => imageName);
  const skipped = mapped(results.skipped(), ({ imageName }) => imageName);
  let row = rows.next();
  let skip = skipped.next();
  const wrong = (name: string, expected: string | undefined): never => {
    const instead = expected === undefined ? 'no more photo' : expected;
    const tables = `${studyFiles.scores} and ${studyFiles.skipped}`;
    throw new HyperIqaError(
      'FORMAT',
      `${folder}: ${tables} hold ${name} where ${instead} was expected: they were changed during the run. Run again with a new --out.`,
    );
  };
  for (const name of names) {
    if (!row.done && row.value === name) row = rows.next();
    else if (!skip.done && skip.value === name) skip = skipped.next();
    else wrong(row.done ? (skip.done ? 'nothing' : skip.value) : row.value, name);
  }
  if (!row.done) wrong(row.value, undefined);
  if (!skip.done) wrong(skip.value, undefined);
}

/** Creates the folder and its record. @throws HyperIqaError FILE. */
export async function beginRun(folder: string, record: RunRecord): Promise<void> {
  await makeFolder(folder);
  await writeTextFile(join(folder, studyFiles.record), formatRecord(record));
}

async function checkSameRun(folder: string, now: RunRecord): Promise<void> {
  const different = differences(await readRecord(folder), now);
  if (different.length === 0) return;
  const what = different.join('; ');
  throw new HyperIqaError(
    'USAGE',
    `--out ${folder}: it contains another run, whose results cannot be combined with this one's: ${what}. Use the same, or ` +
      'name a new folder.',
  );
}

/** @throws HyperIqaError FILE, FORMAT. */
export async function readRecord(folder: string): Promise<RunRecord> {
  const path = join(folder, studyFiles.record);
  return parseRecord((await readRegularFile(path)).toString(), path);
}

interface StoredTable extends JournalTable {
  readonly path: string;
}

/** A table that does not exist yet counts as empty. */
async function readTable(folder: string, file: string, columns: readonly string[]): Promise<StoredTable> {
  const path = join(folder, file);
  const bytes = await readRegularFile(path).catch((error: HyperIqaError) => {
    if ((error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return new Uint8Array();
    throw error;
  });
  return { path, name: path, bytes, columns };
}

async function openTable({ path, columns }: StoredTable, keep: number, form: CellForm): Promise<AppendFile> {
  const table = await openAppendFile(path, keep);
  if (keep === 0) await table.append(await csvText([columns], form));
  return table;
}

/** A run's results as stored in its folder; an incomplete last line is left out. */
export interface StoredResults {
  rows(): Generator<ResultRow>;
  skipped(): Generator<SkippedPhoto>;
}

/** @throws HyperIqaError FILE; FORMAT, also while rows are read, for tables that a run did not write. */
export async function readResults(folder: string): Promise<StoredResults> {
  const form = cellForm(await readRecord(folder));
  const scores = await linesOf(join(folder, studyFiles.scores), form);
  parseHeader(scores.columns, scores.path);
  const skipped = await linesOf(join(folder, studyFiles.skipped), form);
  return {
    rows: () => mapped(scores.lines, ({ values }) => parseRow(values, scores.path)),
    skipped: () => mapped(skipped.lines, ({ values }) => parseSkipped(values, skipped.path)),
  };
}

/** The photos' warnings, in order; empty where the run wrote no such table. @throws HyperIqaError FILE, FORMAT. */
export async function readWarnings(folder: string): Promise<readonly PhotoWarning[]> {
  const { path, bytes } = await readTable(folder, studyFiles.warnings, warningColumns);
  const [, ...lines] = await journalLines(bytes, cellForm(await readRecord(folder)));
  return lines.map(({ values }) => parseWarning(values, path));
}

interface StoredLines {
  readonly path: string;
  readonly columns: readonly string[];
  /** Without the header. */
  readonly lines: readonly JournalLine[];
}

async function linesOf(path: string, form: CellForm): Promise<StoredLines> {
  const [head, ...lines] = await journalLines(await readRegularFile(path), form);
  return { path, columns: head?.values ?? [], lines };
}
