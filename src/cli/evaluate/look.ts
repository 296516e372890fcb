/** The command `evaluate look`: an overview of a data set before anything is scored. */
import { join } from 'node:path';
import { HyperIqaError } from '../../errors.ts';
import { type Indicators, indicatorNames, indicatorsOf } from '../../image/indicators.ts';
import type { Photo } from '../../image/photo.ts';
import { csvText } from '../../platform/csv/csv-text.ts';
import { decodePhoto } from '../../platform/decode.ts';
import { makeFolder } from '../../platform/make-folder.ts';
import { thumbnails } from '../../platform/thumbnail.ts';
import { decodersAtOnce } from '../../platform/libvips.ts';
import { openedAhead } from '../../prefetch.ts';
import { endsOf, lookPage, type Property, propertyChart } from '../../report/look-page.ts';
import { failedReport } from '../../scoring/photo-report.ts';
import { cellForm } from '../../study/cell-guard.ts';
import { photoColumns, photosOfRows } from '../../study/photo-columns.ts';
import { columnIndex } from '../../study/table.ts';
import { freeName } from '../file-names.ts';
import { say, tell } from '../terminal.ts';
import { writeTextFile } from '../text-file.ts';
import { photosByName, readTable } from './input.ts';
import { studyProgress } from './progress.ts';

export interface LookOptions {
  readonly images?: string;
  readonly out: string;
  readonly indicators?: string;
  readonly scores?: string;
  readonly scoreColumn: string;
  readonly nameColumn?: string;
  readonly maxMegapixels: number;
  readonly rawCsv?: true;
}

/** Computes or reads the photos' properties and draws their distributions. */
export async function look(options: LookOptions): Promise<void> {
  const { images, out, indicators } = options;
  if (images === undefined && indicators === undefined) {
    throw new HyperIqaError('USAGE', 'Nothing to plot: give --images, --indicators, or both.');
  }
  const { photos, unreadable } =
    images === undefined ? { photos: new Map<string, string>(), unreadable: [] } : await photosByName(images, say);
  const given = options.scores === undefined ? [] : [await givenScores(options.scores, options)];
  await makeFolder(join(out, 'plots'));
  const computed = indicators === undefined ? await computeIndicators(photos, options) : null;
  const properties = [...given, ...(computed?.properties ?? (await readIndicators(indicators!, options)))];
  const failed = [...unreadable, ...(computed?.failed ?? [])];

  const taken = new Set<string>();
  for (const property of properties) {
    const file = freeName(stemOf(property.name), '.svg', taken);
    await writeTextFile(join(out, 'plots', file), propertyChart(property));
  }
  const pictures = await thumbnailsOf(properties, photos);
  const title = `A look at ${images ?? indicators}`;
  const page = join(out, 'look.html');
  await writeTextFile(page, lookPage({ title, properties, thumbnails: pictures, failed }));
  for (const { name, values } of properties) tell(`${name}: ${values.length} photos`);
  tell(page);
  if (failed.length > 0) process.exitCode = 1;
}

/** The given scores, where there are any. */
async function givenScores(file: string, { scoreColumn: column, nameColumn }: LookOptions): Promise<Property> {
  const { table } = await readTable(file);
  columnIndex(table, column, file);
  const { names, columns } = photoColumns(table, file, nameColumn);
  const values = columns.get(column);
  if (values === undefined) throw new HyperIqaError('FORMAT', `${file}: the column ${column} contains no numbers.`);
  return { name: column, label: column, source: `From ${file}.`, values: known(names, values) };
}

/** All numeric columns. */
async function readIndicators(file: string, { nameColumn }: LookOptions): Promise<readonly Property[]> {
  const { names, columns } = photoColumns((await readTable(file)).table, file, nameColumn);
  return [...columns].map(([name, values]) => {
    return { name, label: name, source: `From ${file}.`, values: known(names, values) };
  });
}

function known(names: readonly string[], values: readonly number[]): Property['values'] {
  return names.map((imageName, i) => ({ imageName, value: values[i]! })).filter(({ value }) => Number.isFinite(value));
}

const formulas: Readonly<Record<keyof Indicators, { readonly label: string; readonly source: string }>> = {
  brightness: { label: 'mean luma (0–255)', source: 'Mean of the luma 0.299 R + 0.587 G + 0.114 B.' },
  contrast: {
    label: 'standard deviation of luma (0–127.5)',
    source: 'Root-mean-square contrast: Peli, “Contrast in complex images” (1990).',
  },
  colorfulness: {
    label: 'colourfulness (0 is grey)',
    source: 'Hasler and Süsstrunk, “Measuring colourfulness in natural images” (2003).',
  },
  sharpness: {
    label: 'variance of the Laplacian of luma',
    source:
      'Pech-Pacheco et al., “Diatom autofocusing in brightfield microscopy” (2000). Noise raises it, and it depends on ' +
      "the photo's size.",
  },
};

type Opened =
  | { readonly imageName: string; readonly photo: Photo }
  | { readonly imageName: string; readonly message: string };

/** Computes every photo's properties, and writes them to indicators.csv, which --indicators reads later. */
async function computeIndicators(photos: ReadonlyMap<string, string>, options: LookOptions) {
  const values = new Map(indicatorNames.map((name) => [name, [] as { imageName: string; value: number }[]]));
  const failed: { imageName: string; message: string }[] = [];
  const rows: (readonly string[])[] = [['image_name', ...indicatorNames]];
  const progress = studyProgress(photos.size, 0, say);
  const open = async ([imageName, path]: readonly [string, string]): Promise<Opened> => {
    try {
      return { imageName, photo: await decodePhoto(path, { maxPixels: options.maxMegapixels * 1e6 }) };
    } catch (error) {
      return { imageName, message: failedReport(path, error).error.message };
    }
  };
  for await (const opened of openedAhead(photos, open, decodersAtOnce)) {
    if ('message' in opened) {
      failed.push(opened);
    } else {
      const { imageName, photo } = opened;
      const found = indicatorsOf(photo);
      for (const name of indicatorNames) values.get(name)!.push({ imageName, value: found[name] });
      rows.push([imageName, ...indicatorNames.map((name) => String(found[name]))]);
    }
    progress.step();
  }
  progress.stop();
  for (const { message } of failed) say(message);
  await writeTextFile(join(options.out, 'indicators.csv'), await csvText(rows, cellForm(options)));
  const properties = indicatorNames.map((name): Property => ({ name, ...formulas[name], values: values.get(name)! }));
  return { properties, failed };
}

/** Thumbnails of the photos at the ends of each property, as far as they can be read. */
async function thumbnailsOf(properties: readonly Property[], photos: ReadonlyMap<string, string>) {
  const names = properties.flatMap((property) => {
    const { lowest, highest } = endsOf(property);
    return [...lowest, ...highest].map(({ imageName }) => imageName);
  });
  return thumbnails(photosOfRows(photos, names), 200);
}

/** A file name for a column, without the extension. */
function stemOf(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-');
}
