/** The command `evaluate report`, and the report that `evaluate` writes. */
import { join } from 'node:path';
import { HyperIqaError } from '../../errors.ts';
import { parseTable } from '../../platform/csv/parse-table.ts';
import { exists } from '../../platform/exists.ts';
import { makeFolder } from '../../platform/make-folder.ts';
import { readRegularFile } from '../../platform/regular-file.ts';
import { thumbnails } from '../../platform/thumbnail.ts';
import { lowerIsBetter } from '../../report/metric-title.ts';
import { rejectChart } from '../../report/reject-chart.ts';
import { disagreements, largestDrops } from '../../report/standouts.ts';
import { type StudyChart, studyCharts } from '../../report/study-charts.ts';
import { studyPage } from '../../report/study-page.ts';
import { cellForm } from '../../study/cell-guard.ts';
import type { RejectSummary } from '../../study/reject-summary.ts';
import { noAgreement } from '../../study/statistics.ts';
import type { Summary } from '../../study/summary.ts';
import { say, tell } from '../terminal.ts';
import { writeTextFile } from '../text-file.ts';
import { readRecord, readResults, studyFiles } from './folder.ts';
import { photosByName } from './input.ts';

/** The number of photos shown of each kind. */
const standoutPhotos = 12;
const pictureSide = 240;

export interface ReportOptions {
  readonly images?: string;
}

/** Draws the charts and the report of a study again. */
export async function report(folder: string, { images }: ReportOptions): Promise<void> {
  const photos = images === undefined ? null : (await photosByName(images, say)).photos;
  tell(await writeStudyReport(folder, photos));
}

/**
 * Writes plots/*.svg and report.html into a folder of results, from its tables and summary.json.
 * @param photos paths of photos by name; without them, the report shows none.
 * @returns the report's path.
 * @throws HyperIqaError FILE, FORMAT when the folder holds no finished study, or cannot be written.
 */
export async function writeStudyReport(folder: string, photos: ReadonlyMap<string, string> | null): Promise<string> {
  const summary = await readSummary(folder);
  const results = await readResults(folder);
  const rows = [...results.rows()];
  const isLowerBetter = lowerIsBetter(summary);
  const reject = await readReject(folder);
  const charts = [...studyCharts(rows, summary), ...(reject === null ? [] : [chartOf(reject)])];
  const furthest = disagreements(rows, standoutPhotos, isLowerBetter);
  // Scores of two different metrics cannot be subtracted.
  const drops = summary.faceMetric === null ? largestDrops(rows, standoutPhotos, isLowerBetter) : [];
  const shown = [...furthest.photos, ...drops].map(({ row }) => row.imageName);

  await makeFolder(join(folder, 'plots'));
  for (const { name, svg } of charts) await writeTextFile(join(folder, 'plots', `${name}.svg`), svg);
  const page = join(folder, 'report.html');
  const report = studyPage({
    summary,
    charts,
    disagreements: furthest,
    drops,
    thumbnails: photos === null ? new Map() : await thumbnailsOf(shown, photos, (await readRecord(folder)).autoOrient),
    skipped: [...results.skipped()],
    rowsWithoutPhoto: await readRowsWithoutPhoto(folder),
    reject,
    date: new Date().toISOString().slice(0, 10),
  });
  await writeTextFile(page, report);
  return page;
}

/** Fields that earlier versions' summaries lack. */
const laterFields = {
  ...{ faceMetric: null, faceModel: null, faceMetricSha256: null },
  faceBySize: [],
  faceAgainstPhoto: noAgreement,
};

async function readSummary(folder: string): Promise<Summary> {
  const path = join(folder, studyFiles.summary);
  const text = await readText(path);
  try {
    return { ...laterFields, ...JSON.parse(text) } as Summary;
  } catch (cause) {
    throw new HyperIqaError('FORMAT', `${path}: it is not a summary of a study.`, { cause });
  }
}

/** null where there is none. */
async function readReject(folder: string): Promise<RejectSummary | null> {
  const path = join(folder, studyFiles.reject);
  if (!(await exists(path))) return null;
  try {
    return JSON.parse(await readText(path)) as RejectSummary;
  } catch (cause) {
    throw new HyperIqaError('FORMAT', `${path}: it is not a summary of rejected faces.`, { cause });
  }
}

function chartOf(reject: RejectSummary): StudyChart {
  return {
    name: 'error-versus-reject',
    caption:
      'How many pairs of the same person fail to match once the faces with the lowest values of a measure are rejected.',
    svg: rejectChart(reject),
  };
}

async function readRowsWithoutPhoto(folder: string): Promise<readonly string[]> {
  const path = join(folder, studyFiles.rowsWithoutPhoto);
  const form = cellForm(await readRecord(folder));
  const { rows } = await parseTable(await readText(path), path, form);
  return rows.map(([name]) => name!);
}

async function readText(path: string): Promise<string> {
  const bytes = await readRegularFile(path).catch((cause: HyperIqaError) => {
    throw new HyperIqaError(cause.code, `${cause.message} Is the study finished?`, { cause });
  });
  return bytes.toString();
}

/** Results name photos by their paths below the folder. */
function thumbnailsOf(
  names: readonly string[],
  photos: ReadonlyMap<string, string>,
  autoOrient: boolean,
): Promise<ReadonlyMap<string, string>> {
  const shown = new Set(names);
  return thumbnails(new Map([...photos].filter(([name]) => shown.has(name))), pictureSide, { autoOrient });
}
