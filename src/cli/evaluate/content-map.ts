/** The command `evaluate content-map`: maps of photos by the weights that the hypernetwork predicts for them. */
import { join } from 'node:path';
import { HyperIqaError } from '../../errors.ts';
import type { Precision } from '../../graph/rewrite.ts';
import { checkpointOf } from '../../models/checkpoint-of.ts';
import { csvText } from '../../platform/csv/csv-text.ts';
import { makeFolder } from '../../platform/make-folder.ts';
import { contentMapPage } from '../../report/content-map-page.ts';
import { mapChart } from '../../report/map-chart.ts';
import { type CellForm, cellForm } from '../../study/cell-guard.ts';
import { photoColumns, photosOfRows } from '../../study/photo-columns.ts';
import { fewestForNeighbours, neighbourMap, type PlanePoint, principalComponents } from '../../study/plane.ts';
import { usualStudyMetrics } from '../metrics.ts';
import { openMetricWeights } from '../model-files.ts';
import { say, tell } from '../terminal.ts';
import { writeTextFile } from '../text-file.ts';
import { keptDimensions, type PhotoToMap, type SeenPhoto, type Sweep, sweepContent } from './content-sweep.ts';
import { photosByName, readTable } from './input.ts';

export interface ContentMapOptions {
  readonly images: string;
  readonly out: string;
  readonly scores?: string;
  readonly scoreColumn: string;
  readonly weights?: readonly string[];
  readonly protocol?: string;
  readonly seed: number;
  readonly precision: Precision;
  readonly adapter?: string;
  readonly maxMegapixels: number;
  readonly rawCsv?: true;
}

/** One map of all photos. */
interface PlaneMap {
  /** The name of its file. */
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly axes: readonly [string, string] | null;
  readonly plane: readonly PlanePoint[];
}

/** Draws the maps, which show how the hypernetwork's output depends on the content of photos. */
export async function contentMap(options: ContentMapOptions): Promise<void> {
  const { out, images, seed } = options;
  const { photos: paths, unreadable } = await photosByName(images, say);
  const photos = await photosToMap(paths, options);
  await makeFolder(join(out, 'plots'));
  const [weights] = (await openMetricWeights(null, null, options.weights ?? [], usualStudyMetrics)).metrics;
  try {
    const { caution } = checkpointOf(weights.model, weights.file);
    if (caution !== null) say(caution);
    const sweep = await sweepContent(photos, weights, options);
    const { seen } = sweep;
    const failed = [...unreadable, ...sweep.failed];
    if (seen.length < 2) {
      throw new HyperIqaError('USAGE', `A map needs at least two photos; of ${images}, ${seen.length} can be shown.`);
    }
    const maps = await mapsOf(seen, seed);
    await writeTextFile(join(out, 'content-map.csv'), await placesTable(seen, maps, cellForm(options)));

    const scoreLabel = options.scores === undefined ? 'the score of the crop' : options.scoreColumn;
    const drawn = maps.map(({ name, title, caption, axes, plane }) => {
      const points = plane.map((point, i) => ({ ...point, score: seen[i]!.score }));
      return { name: title, file: name, caption, svg: mapChart({ title, axes, points, scoreLabel }) };
    });
    for (const { file, svg } of drawn) await writeTextFile(join(out, 'plots', `${file}.svg`), svg);
    const data = {
      names: seen.map(({ imageName }) => imageName),
      scores: seen.map(({ score }) => score),
      thumbnails: seen.map(({ thumbnail }) => thumbnail),
    };
    const about = [...(caution === null ? [] : [caution]), ...explanation(sweep, seed)];
    const page = join(out, 'content-map.html');
    await writeTextFile(page, contentMapPage({ maps: drawn, data, about, failed }));
    tell(`${seen.length} photos on the map`);
    tell(page);
    if (failed.length > 0) process.exitCode = 1;
  } finally {
    await weights.close();
  }
}

/** All photos of the folder, or those that have a score in the table. */
async function photosToMap(
  paths: ReadonlyMap<string, string>,
  { scores, scoreColumn }: ContentMapOptions,
): Promise<readonly PhotoToMap[]> {
  if (scores === undefined) return [...paths].map(([imageName, path]) => ({ imageName, path, score: null }));
  const { names, columns } = photoColumns((await readTable(scores)).table, scores);
  const values = columns.get(scoreColumn);
  if (values === undefined) {
    const known = [...columns.keys()].join(', ');
    throw new HyperIqaError(
      'FORMAT',
      `${scores}: no numeric column is called ${scoreColumn}; the numeric columns are ${known}. Name one with --score-column.`,
    );
  }
  const byName = photosOfRows(paths, names);
  return names.flatMap((imageName, i) => {
    const path = byName.get(imageName);
    return path === undefined || Number.isNaN(values[i]) ? [] : [{ imageName, path, score: values[i]! }];
  });
}

/** The number of components for UMAP: those after them are mostly noise, and cost time. */
const umapDimensions = 50;

async function mapsOf(seen: readonly SeenPhoto[], seed: number): Promise<readonly PlaneMap[]> {
  say(`Principal components of ${seen.length} photos.`);
  const vectors = seen.map(({ vector }) => vector);
  const { points, explained, leading } = principalComponents(vectors, umapDimensions);
  const share = (part: number) => `${(100 * part).toFixed(1)} % of the variance`;
  const pca: PlaneMap = {
    name: 'content-pca',
    title: 'Weights that the hypernetwork writes: principal components',
    caption: 'Principal components: distances are true as far as two dimensions can show them.',
    axes: [`1st component (${share(explained[0])})`, `2nd component (${share(explained[1])})`],
    plane: points,
  };
  if (seen.length < fewestForNeighbours) return [pca];
  say('UMAP.');
  const umap: PlaneMap = {
    name: 'content-umap',
    title: 'Weights that the hypernetwork writes: UMAP',
    caption: 'UMAP: photos with similar weights lie together; distances between groups mean little.',
    axes: null,
    plane: neighbourMap(leading, seed),
  };
  return [pca, umap];
}

function placesTable(seen: readonly SeenPhoto[], maps: readonly PlaneMap[], form: CellForm): Promise<string> {
  const header = ['image_name', 'score', ...maps.flatMap(({ name }) => [`${name}-x`, `${name}-y`])];
  const lines = seen.map(({ imageName, score }, i) => {
    const places = maps.flatMap(({ plane }) => [plane[i]!.x, plane[i]!.y]);
    return [imageName, ...[score, ...places].map(String)];
  });
  return csvText([header, ...lines], form);
}

function explanation({ title, weights, view, adapter }: Sweep, seed: number): readonly string[] {
  return [
    `${title}'s hypernetwork looks at what a photo shows and writes the weights of the small net that then judges it. Each ` +
      `point is a photo, by the ${weights} weights written for that net's first layer: if photos of one kind lie ` +
      'together, they are judged by a rule of their own.',
    `${view}; the weights are brought to ${keptDimensions} dimensions by random ` +
      `signs (seed ${seed}), which keep distances within a few percent, then to two. Adapter: ${adapter}.`,
  ];
}
