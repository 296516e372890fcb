/** Computes the statistics of a study, and writes its summary and table. */
import { join } from 'node:path';
import { counted } from '../../printable.ts';
import { markdownTable } from '../../study/markdown.ts';
import type { RunRecord } from '../../study/run-record.ts';
import { type SummaryOptions, summarise } from '../../study/summarise.ts';
import type { Summary } from '../../study/summary.ts';
import { say } from '../terminal.ts';
import { writeTextFile } from '../text-file.ts';
import { readResults, readWarnings, studyFiles } from './folder.ts';

/** Writes summary.json, and the Markdown table to table.md, for the rows in a folder. @throws HyperIqaError FILE, FORMAT. */
export async function writeSummary(
  folder: string,
  record: RunRecord,
  options: SummaryOptions,
): Promise<{ readonly summary: Summary; readonly table: string }> {
  const results = await readResults(folder);
  const summary = summarise(record, results.rows(), results.skipped(), options);
  await writeTextFile(join(folder, studyFiles.summary), `${JSON.stringify(summary, null, 2)}\n`);
  const table = markdownTable(summary);
  await writeTextFile(join(folder, studyFiles.table), table);
  return { summary, table };
}

/** Reports how many photos were scored although their files have defects. @throws HyperIqaError FILE, FORMAT. */
export async function sayWarnings(folder: string): Promise<void> {
  const photos = new Set((await readWarnings(folder)).map(({ imageName }) => imageName)).size;
  if (photos === 0) return;
  const table = join(folder, studyFiles.warnings);
  say(`${photos} ${photos === 1 ? 'photo was' : 'photos were'} read with a warning; see ${table}`);
}

/** How many photos were scored, skipped or failed, in a line. */
export function selectionLine({ n, selection, faces, rowsWithoutPhoto }: Summary): string {
  const { photos, noFace, oneFace, severalFaces, failed, withoutRow, excluded } = selection;
  const looked =
    faces === 'none' ? [] : [`${noFace} without a face`, `${oneFace} with one`, `${severalFaces} with several`];
  const others = [`${withoutRow} without a row`, `${excluded} left out`, `${failed} failed`];
  const missing = rowsWithoutPhoto > 0 ? `; ${counted(rowsWithoutPhoto, 'row')} without a photo` : '';
  return `${counted(photos, 'photo')}: ${[...looked, ...others].join(', ')}; ${n} scored${missing}`;
}
