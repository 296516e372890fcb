/** Computes the statistics of a study, and writes its summary and table. */
import { join } from 'node:path';
import { markdownTable } from '../../study/markdown.ts';
import type { RunRecord } from '../../study/run-record.ts';
import { type SummaryOptions, summarise } from '../../study/summarise.ts';
import type { Summary } from '../../study/summary.ts';
import { writeTextFile } from '../text-file.ts';
import { readResults, studyFiles } from './folder.ts';

/** Writes summary.json, and the Markdown table into table.md, of the rows in a folder. Throws FILE, FORMAT. */
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

/** What became of the photos, in a line. */
export function selectionLine({ n, selection, faces, rowsWithoutPhoto }: Summary): string {
  const { photos, noFace, oneFace, severalFaces, failed, withoutRow, excluded } = selection;
  const looked =
    faces === 'none' ? [] : [`${noFace} without a face`, `${oneFace} with one`, `${severalFaces} with several`];
  const others = [`${withoutRow} without a row`, `${excluded} left out`, `${failed} failed`];
  const missing = rowsWithoutPhoto > 0 ? `; ${rowsWithoutPhoto} rows without a photo` : '';
  return `${photos} photos: ${[...looked, ...others].join(', ')}; ${n} scored${missing}`;
}
