/** The content of run.json: everything that a folder's results depend on, so that only runs with equal records are combined. */
import { HyperIqaError } from '../errors.ts';
import { type Beside, besideColumns } from './further.ts';
import type { RowSchema } from './row.ts';
import type { FaceRule } from './summary.ts';

export interface RunRecord extends Beside {
  /** This package's version. */
  readonly version: string;
  readonly metric: string;
  /** Network, weights and protocol of the metric. */
  readonly model: string;
  /** null for synthetic weights. */
  readonly weightsSha256: string | null;
  /** The metric of faces, where it differs from that of photos; otherwise null, as are the next two. */
  readonly faceMetric: string | null;
  readonly faceModel: string | null;
  readonly faceMetricSha256: string | null;
  /** The face detector's weights; null where faces are not searched for. */
  readonly faceWeightsSha256: string | null;
  /** Whether faces were also searched for in tiles of large photos. */
  readonly detectorTiles: boolean;
  /** null for a metric without crops, as is `crops`. */
  readonly protocol: string | null;
  readonly crops: number | null;
  readonly seed: number;
  readonly faces: FaceRule;
  readonly minConfidence: number;
  readonly maxMegapixels: number;
  /** Whether photos are turned according to EXIF before they are scored. */
  readonly autoOrient: boolean;
  readonly adapter: string;
  /** The number of photos found, over all shards. */
  readonly photos: number;
  /** Of the photos' names, in order. */
  readonly photosSha256: string;
  readonly scoresSha256: string;
  readonly nameColumn: string;
  readonly scoreColumn: string;
  /** null without indicators. */
  readonly indicatorsSha256: string | null;
  /** Columns carried through from the indicators. */
  readonly carriedColumns: readonly string[];
  /** Of the excluded names, in order; null without any. */
  readonly excludeSha256: string | null;
  readonly rowsWithoutPhoto: number;
  /** The file name of the one reference of all photos; null in a study without references, or with one for each photo. */
  readonly commonReference: string | null;
  /** The column that names each photo's reference; null where it has the photo's name. */
  readonly referenceColumn: string | null;
  /** Whether cells that begin like a formula are written unchanged. */
  readonly rawCsv: boolean;
  /** Such as 3/16; 1/1 for all photos. */
  readonly shard: string;
}

/** The name of each entry in messages, and the option that sets it. */
const meanings: Readonly<Record<keyof RunRecord, string>> = {
  version: 'the version of this program',
  metric: 'the metric (--metric)',
  model: 'the model (--weights, --protocol)',
  weightsSha256: "the weights' checksum (--weights)",
  faceMetric: 'the metric of faces (--face-metric)',
  faceModel: 'the model of faces (--face-metric, --weights)',
  faceMetricSha256: "the checksum of the face metric's weights (--weights)",
  faceWeightsSha256: "the face detector's checksum (--detector, --face-weights)",
  detectorTiles: 'whether faces are looked for in tiles (--detector-tiles)',
  protocol: 'the protocol (--protocol)',
  crops: 'the number of crops (--crops)',
  seed: 'the seed (--seed)',
  faces: 'which faces count (--faces)',
  minConfidence: 'the confidence (--min-confidence)',
  maxMegapixels: 'the size limit (--max-megapixels)',
  autoOrient: 'whether photos are turned (--auto-orient)',
  adapter: 'the adapter (--adapter)',
  photos: 'the number of photos in the folder (--images)',
  photosSha256: 'the names of the photos in the folder (--images)',
  scoresSha256: 'the content of the table of scores (--scores)',
  nameColumn: "the names' column (--name-column)",
  scoreColumn: "the scores' column (--score-column)",
  indicatorsSha256: 'the content of the indicators (--indicators)',
  carriedColumns: 'the columns of the indicators (--indicators)',
  excludeSha256: 'the photos to leave out (--exclude)',
  rowsWithoutPhoto: 'the number of rows without a photo',
  rawCsv: 'whether the tables are raw (--raw-csv)',
  commonReference: 'the reference of all photos (--reference)',
  referenceColumn: "the references' column (--reference-column)",
  shard: 'the shard (--shard)',
  furtherMetrics: 'the further metrics (--metric, --weights, --protocol)',
  wordsOf: 'the metrics whose words are kept (--metric)',
};

/** The columns of the run's scores.csv. */
export function schemaOf(record: RunRecord): RowSchema {
  return { scoreColumn: record.scoreColumn, carriedColumns: [...besideColumns(record), ...record.carriedColumns] };
}

/** The differences in words, with both values; empty for equal records. */
export function differences(
  then: RunRecord,
  now: RunRecord,
  but: readonly (keyof RunRecord)[] = [],
): readonly string[] {
  const keys = (Object.keys(meanings) as (keyof RunRecord)[]).filter((key) => !but.includes(key));
  return keys
    .map((key) => ({ key, old: JSON.stringify(then[key]), new: JSON.stringify(now[key]) }))
    .filter((entry) => entry.old !== entry.new)
    .map((entry) => `${meanings[entry.key]} was ${entry.old} and is ${entry.new}`);
}

/** Equal records give equal bytes, whatever the order of their entries. Further metrics and references are written only if used. */
export function formatRecord(record: RunRecord): string {
  const keys = (Object.keys(meanings) as (keyof RunRecord)[]).filter((key) => {
    return !(key in unused) || JSON.stringify(record[key]) !== JSON.stringify(unused[key as keyof typeof unused]);
  });
  return `${JSON.stringify(Object.fromEntries(keys.map((key) => [key, record[key]])), null, 2)}\n`;
}

/** The entries of options that few runs use, as they are without them. */
const unused = { furtherMetrics: [], wordsOf: [], commonReference: null, referenceColumn: null } as const;

/** The entries that earlier versions' records lack because they had no such options. */
const defaults = {
  ...unused,
  autoOrient: false,
  rawCsv: false,
  detectorTiles: false,
  faceMetric: null,
  faceModel: null,
  faceMetricSha256: null,
};

/**
 * @param name of the file, for messages.
 * @throws HyperIqaError FORMAT when it is not a record of a run.
 */
export function parseRecord(text: string, name: string): RunRecord {
  try {
    const stored: unknown = JSON.parse(text);
    const record: unknown = typeof stored === 'object' && stored !== null ? { ...defaults, ...stored } : stored;
    const isWhole =
      typeof record === 'object' && record !== null && Object.keys(meanings).every((key) => key in record);
    if (isWhole) return record as RunRecord;
  } catch {
    // Reported below, like any other content that is not a record.
  }
  throw new HyperIqaError('FORMAT', `${name}: it is not a run record of this version.`);
}
