/** `evaluate --identity-column`: measures how well scores of faces predict which ones recognition fails on. */
import { join } from 'node:path';
import { HyperIqaError } from '../../errors.ts';
import { meanSide } from '../../image/crop.ts';
import { faceJudge, lowerIsBetter, metricTitle } from '../../report/metric-title.ts';
import { compareFaces, rejectCurve } from '../../study/error-reject.ts';
import { nameLookup, textsByName } from '../../study/join.ts';
import type { RejectMeasure, RejectSummary } from '../../study/reject-summary.ts';
import type { ResultRow } from '../../study/row.ts';
import type { Summary } from '../../study/summary.ts';
import { decodingOf } from '../options.ts';
import { say } from '../terminal.ts';
import { writeTextFile } from '../text-file.ts';
import { embedFaces } from './embed-faces.ts';
import { readResults, studyFiles } from './folder.ts';
import { readTable } from './input.ts';

/** The field's usual rate: one pair of two persons in a thousand may match. */
const askedFalseMatchRate = 1e-3;

export interface RejectOptions {
  readonly out: string;
  /** The table with the column. */
  readonly scores: string;
  readonly nameColumn: string;
  readonly identityColumn: string;
  readonly maxMegapixels: number;
  readonly autoOrient?: true;
  readonly adapter?: string;
}

/**
 * Compares the faces of the results, and writes the curves of their scores to reject.json. Reports where there is nothing to
 * compare.
 * @param photos paths by name.
 * @throws HyperIqaError FILE, FORMAT; NO_ADAPTER and what running throws.
 */
export async function writeRejectCurves(
  summary: Summary,
  photos: ReadonlyMap<string, string>,
  options: RejectOptions,
): Promise<void> {
  const { out, identityColumn } = options;
  const rows = await rowsWithIdentity(options);
  const toEmbed = rows.map(({ row, face }) => ({ path: photos.get(row.imageName)!, face }));
  say(`Comparing ${rows.length} faces by ${identityColumn} ...`);
  const { embeddings, recogniser } = await embedFaces(toEmbed, decodingOf(options), options.adapter);
  const known = rows.flatMap((each, i) => {
    const embedding = embeddings[i];
    return embedding == null ? [] : [{ ...each, embedding }];
  });
  const compared = compareFaces(known, askedFalseMatchRate);
  if (compared === null) {
    say(`No error-versus-reject curves: ${identityColumn} needs several faces of one person, and several persons.`);
    return;
  }
  const measures = measuresOf(summary).flatMap(({ name, title, quality }): RejectMeasure[] => {
    const curve = rejectCurve(compared, known.map(quality));
    return curve === null ? [] : [{ name, title, ...curve }];
  });
  if (measures.length === 0) {
    say(`No error-versus-reject curves: there are only ${compared.genuine.length} pairs of one person.`);
    return;
  }
  const { genuine, impostors, falseMatchRate, threshold } = compared;
  const result: RejectSummary = {
    ...{ recogniser, identityColumn, faces: known.length },
    persons: new Set(known.map(({ identity }) => identity)).size,
    ...{ genuine: genuine.length, impostors, askedFalseMatchRate, falseMatchRate, threshold, measures },
  };
  await writeTextFile(join(out, studyFiles.reject), `${JSON.stringify(result, null, 2)}\n`);
  for (const { title, area, points } of measures) {
    const before = points[0]!.falseNonMatchRate;
    say(
      `${title}: mean false non-match rate ${area.toFixed(4)} over the shares rejected, ${before.toFixed(4)} without rejection`,
    );
  }
}

interface FaceRow {
  readonly row: ResultRow;
  readonly face: NonNullable<ResultRow['face']>;
  readonly identity: string;
}

/** Rows with a face and an identity. */
async function rowsWithIdentity({ out, scores, nameColumn, identityColumn }: RejectOptions): Promise<FaceRow[]> {
  const identities = textsByName(
    (await readTable(scores)).table,
    nameColumn,
    identityColumn,
    scores,
    '--identity-column',
  );
  const all = [...(await readResults(out)).rows()];
  const find = nameLookup(all.map(({ imageName }) => imageName));
  return all.flatMap((row) => {
    const identity = identities.get(find(row.imageName, (key) => identities.has(key)) ?? '') ?? '';
    return row.face === null || identity === '' ? [] : [{ row, face: row.face, identity }];
  });
}

interface Measure {
  readonly name: string;
  readonly title: string;
  /** Higher is better. */
  quality(face: FaceRow): number;
}

/** The face's score, and simple measures for comparison that need no network of faces. */
function measuresOf(summary: Summary): readonly Measure[] {
  const judge = faceJudge(summary);
  const ofFace = lowerIsBetter(judge) ? -1 : 1;
  const ofPhoto = lowerIsBetter(summary) ? -1 : 1;
  return [
    {
      ...{ name: 'face-score', title: `${metricTitle(judge.metric)}, of the face` },
      quality: ({ face }) => ofFace * face.score,
    },
    {
      ...{ name: 'photo-score', title: `${metricTitle(summary.metric)}, of the photo` },
      quality: ({ row }) => ofPhoto * row.photoScore,
    },
    {
      ...{ name: 'face-size', title: 'size of the face' },
      quality: ({ face }) => meanSide(face.box),
    },
  ];
}

/** @throws HyperIqaError USAGE where faces are not searched for, or only in a shard. */
export function checkIdentityOption(faces: string, shard: string | undefined): void {
  if (faces !== 'none' && shard === undefined) return;
  const reason = faces === 'none' ? '--faces none looks for none' : 'a shard has only some of them';
  throw new HyperIqaError('USAGE', `--identity-column compares faces, and ${reason}.`);
}
