/** The command `evaluate gmad`: pairs of photos on which two measures disagree most. */
import { basename, dirname, join, resolve } from 'node:path';
import { HyperIqaError } from '../../errors.ts';
import { csvText } from '../../platform/csv/csv-text.ts';
import { makeFolder } from '../../platform/make-folder.ts';
import { thumbnails } from '../../platform/thumbnail.ts';
import { gmadPage } from '../../report/gmad-page.ts';
import { type CellForm, cellForm } from '../../study/cell-guard.ts';
import { type GmadPair, gmadPairs, type PhotoScores } from '../../study/gmad.ts';
import { photoColumns, photosOfRows } from '../../study/photo-columns.ts';
import { say, tell } from '../terminal.ts';
import { writeTextFile } from '../text-file.ts';
import { photosByName, readTable } from './input.ts';

export interface GmadOptions {
  readonly scores: readonly string[];
  readonly columns: readonly [string, string];
  readonly images: string;
  readonly out: string;
  readonly levels: number;
  readonly rawCsv?: true;
}

/** Selects the pairs and writes them as a table and a page. */
export async function gmad(options: GmadOptions): Promise<void> {
  const { scores: files, columns, images, out, levels } = options;
  if (files.length > 2) throw new HyperIqaError('USAGE', `--scores expects one or two tables, not ${files.length}.`);
  const columnsIn = files.length === 1 ? [files[0]!, files[0]!] : files;
  const first = await scoresOf(columnsIn[0]!, columns[0]);
  const second = await scoresOf(columnsIn[1]!, columns[1]);
  const photos = [...first].flatMap(([imageName, score]): PhotoScores[] => {
    const other = second.get(imageName);
    return other === undefined ? [] : [{ imageName, scores: [score, other] }];
  });
  const { photos: paths } = await photosByName(images, say);
  const pairs = gmadPairs(photos, levels);

  const named = [measureName(columnsIn[0]!, columns[0]), measureName(columnsIn[1]!, columns[1])] as const;
  const measures = files.length === 1 ? columns : named;
  await makeFolder(out);
  await writeTextFile(join(out, 'gmad.csv'), await pairsTable(pairs, measures, cellForm(options)));
  const shown = pairs.flatMap(({ high, low }) => [high.imageName, low.imageName]);
  const pictures = await thumbnails(photosOfRows(paths, shown), 420);
  const page = join(out, 'gmad.html');
  await writeTextFile(page, gmadPage({ measures, pairs, photos: photos.length, levels, thumbnails: pictures }));
  tell(`${pairs.length} pairs out of ${photos.length} photos`);
  tell(page);
}

/** The scores of the photos that have a number in the column. */
async function scoresOf(file: string, column: string): Promise<ReadonlyMap<string, number>> {
  const { names, columns } = photoColumns((await readTable(file)).table, file);
  const values = columns.get(column);
  if (values === undefined) {
    const known = [...columns.keys()].join(', ');
    throw new HyperIqaError(
      'FORMAT',
      `${file}: no numeric column is called ${column}; the numeric columns are ${known}. Name two with --columns.`,
    );
  }
  return new Map(names.map((name, i) => [name, values[i]!] as const).filter(([, value]) => Number.isFinite(value)));
}

/** Columns of two runs have the same name, so the folders distinguish them. */
function measureName(file: string, column: string): string {
  return `${basename(dirname(resolve(file)))}: ${column}`;
}

function pairsTable(pairs: readonly GmadPair[], measures: readonly [string, string], form: CellForm): Promise<string> {
  const header = [
    'defender',
    'attacker',
    'level',
    'level_score',
    'high_image',
    'high_defender_score',
    'high_attacker_score',
    'low_image',
    'low_defender_score',
    'low_attacker_score',
  ];
  const lines = pairs.map(({ defender, level, levelScore, high, low }) => {
    const attacker = defender === 0 ? 1 : 0;
    const photo = ({ imageName, scores }: PhotoScores) => [
      imageName,
      String(scores[defender]),
      String(scores[attacker]),
    ];
    return [measures[defender], measures[attacker], String(level), String(levelScore), ...photo(high), ...photo(low)];
  });
  return csvText([header, ...lines], form);
}
