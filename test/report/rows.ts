/** Made-up results to draw. */
import type { ResultRow } from '../../src/study/row.ts';
import type { Summary } from '../../src/study/summary.ts';

interface RowParts extends Partial<Pick<ResultRow, 'imageName' | 'givenScore' | 'photoScore'>> {
  /** null: no face. */
  readonly faceScore?: number | null;
}

export function resultRow({
  imageName = 'a.jpg',
  givenScore = 50,
  photoScore = 50,
  faceScore = 40,
}: RowParts): ResultRow {
  const face =
    faceScore === null ? null : { score: faceScore, cropSd: 1, confidence: 0.9, box: [10, 20, 60, 80] as const };
  const faces = faceScore === null ? null : 1;
  return { imageName, givenScore, photoScore, photoCropSd: 2, face, faces, width: 100, height: 120, carried: [] };
}

/** The summary that a HyperIQA study with faces writes at its end. */
export const summary: Summary = {
  n: 40,
  photo: { PLCC: 0.91, SRCC: 0.9, KRCC: 0.7, RMSE: 4, MSE: 16 },
  face: { PLCC: null, SRCC: null, KRCC: null, RMSE: 25, MSE: 625 },
  faceBySize: [],
  faceAgainstPhoto: { PLCC: 0.5, SRCC: 0.4, KRCC: 0.3, RMSE: 20, MSE: 400 },
  selection: { photos: 50, noFace: 4, oneFace: 40, severalFaces: 3, failed: 1, withoutRow: 1, excluded: 1 },
  model: 'hyperiqa/authors/demo',
  ...{ faceMetric: null, faceModel: null, faceMetricSha256: null },
  weightsSha256: 'ab'.repeat(32),
  seed: 7,
  adapter: 'an adapter',
  version: '1.2.3',
  intervals: {
    photo: { PLCC: [0.85, 0.95], SRCC: [0.84, 0.94], KRCC: [0.6, 0.8], RMSE: [3, 5], MSE: [9, 25] },
    face: { PLCC: null, SRCC: null, KRCC: null, RMSE: [20, 30], MSE: [400, 900] },
  },
  afterLogistic: null,
  metric: 'hyperiqa',
  protocol: 'demo',
  crops: 10,
  faces: 'one',
  minConfidence: 0.5,
  scoreColumn: 'MOS_zscore',
  rowsWithoutPhoto: 1,
};
