/** Draws a study's charts from its results. */
import { meanSide } from '../image/crop.ts';
import type { ResultRow } from '../study/row.ts';
import type { Agreement, Summary } from '../study/summary.ts';
import { histogramChart } from './histogram.ts';
import { faceJudge, lowerIsBetter, metricTitle } from './metric-title.ts';
import { short } from './numbers.ts';
import { rangeOf } from './range.ts';
import { scatterChart } from './scatter.ts';

export interface StudyChart {
  /** The name of its file, without the extension. */
  readonly name: string;
  /** What to look for in it. */
  readonly caption: string;
  /** The SVG document. */
  readonly svg: string;
}

/** The rows whose face was scored, each with that face. */
function facesOf(rows: readonly ResultRow[]) {
  return rows.flatMap((row) => (row.face === null ? [] : [{ row, face: row.face }]));
}

/** An error in points is only meaningful where score and given score have the same direction. */
function figuresOf({ SRCC, PLCC, RMSE }: Agreement, withError: boolean): readonly string[] {
  const figures = { SRCC, PLCC };
  const written = Object.entries(figures).map(
    ([name, value]) => `${name} ${value === null ? 'undefined' : value.toFixed(3)}`,
  );
  return [...written, ...(RMSE === null || !withError ? [] : [`RMSE ${RMSE.toPrecision(3)}`])];
}

/**
 * Scores against given scores, and the distributions of scores; where faces were scored, the same for faces, and the difference
 * between a face's score and its photo's.
 */
export function studyCharts(rows: readonly ResultRow[], summary: Summary): readonly StudyChart[] {
  const { scoreColumn } = summary;
  const metric = metricTitle(summary.metric);
  // Where lower is better, a score is not expected to equal the given score.
  const sameWay = !lowerIsBetter(summary);
  const reference = sameWay ? 'equality' : 'none';
  const photoLabel = `${metric} score of the whole photo`;
  const judge = faceJudge(summary);
  const isSameMetric = summary.faceMetric === null;
  const facesSameWay = !lowerIsBetter(judge);
  const faceLabel = `${metricTitle(judge.metric)} score of the face alone`;
  const photoScores = rows.map((row) => row.photoScore);
  const faces = facesOf(rows);
  const faceScores = faces.map(({ face }) => face.score);
  const photoRange = rangeOf(isSameMetric ? [...photoScores, ...faceScores] : photoScores);
  const faceRange = isSameMetric ? photoRange : rangeOf(faceScores);
  const charts: StudyChart[] = [
    {
      name: 'photo-against-given',
      caption: `Each point is a photo: what people gave it (${scoreColumn}) against the score of the whole photo.`,
      svg: scatterChart({
        title: `${scoreColumn} against the score of the whole photo`,
        figures: figuresOf(summary.photo, sameWay),
        x: photoLabel,
        y: scoreColumn,
        points: rows.map((row) => ({ x: row.photoScore, y: row.givenScore })),
        reference,
      }),
    },
  ];
  if (faces.length > 0) {
    charts.push({
      name: 'face-against-given',
      caption: `The same photos: what people gave the whole photo against the score of the face cut out of it.`,
      svg: scatterChart({
        title: `${scoreColumn} against the score of the face`,
        figures: figuresOf(summary.face, facesSameWay),
        x: faceLabel,
        y: scoreColumn,
        points: faces.map(({ row, face }) => ({ x: face.score, y: row.givenScore })),
        reference: facesSameWay ? 'equality' : 'none',
      }),
    });
  }
  charts.push({
    name: 'photo-histogram',
    caption: 'How the scores of whole photos are distributed; the line is their mean.',
    svg: histogramChart({ title: 'Scores of whole photos', label: photoLabel, values: photoScores, range: photoRange }),
  });
  if (faces.length > 0) {
    charts.push(
      {
        name: 'face-histogram',
        caption: `How the scores of the faces are distributed${isSameMetric ? ', on the same axis' : ''}.`,
        svg: histogramChart({ title: 'Scores of faces', label: faceLabel, values: faceScores, range: faceRange }),
      },
      isSameMetric ? dropChart(faces, photoLabel) : againstPhotoChart(faces, photoLabel, faceLabel, summary),
      {
        name: 'face-against-size',
        caption: 'Each point is a face: the mean of its width and height against its score.',
        svg: scatterChart({
          title: 'Score of the face against its size',
          figures: [],
          x: "size of the face's box, in pixels",
          y: faceLabel,
          points: faces.map(({ face }) => ({ x: meanSide(face.box), y: face.score })),
          reference: 'none',
        }),
      },
    );
  }
  return charts;
}

type Faces = ReturnType<typeof facesOf>;

/** Only where one metric scored both. */
function dropChart(faces: Faces, photoLabel: string): StudyChart {
  const drops = faces.map(({ row, face }) => face.score - row.photoScore);
  const below = drops.filter((drop) => drop < 0).length;
  const mean = drops.reduce((sum, drop) => sum + drop, 0) / drops.length;
  return {
    name: 'drop-against-photo',
    caption: 'How much less (below the dashed line) or more a face scores than the photo that it was cut out of.',
    svg: scatterChart({
      title: 'Face minus photo, against the score of the photo',
      figures: [`mean ${short(mean)}`, `${below} below 0`],
      x: photoLabel,
      y: 'score of the face minus score of the photo',
      points: faces.map(({ row }, i) => ({ x: row.photoScore, y: drops[i]! })),
      reference: 'zero',
    }),
  };
}

function againstPhotoChart(faces: Faces, x: string, y: string, { faceAgainstPhoto }: Summary): StudyChart {
  return {
    name: 'face-against-photo',
    caption: 'The score of the face against that of the photo that it is in: two metrics, on their own scales.',
    svg: scatterChart({
      title: 'Score of the face against the score of the photo',
      figures: figuresOf(faceAgainstPhoto, false),
      ...{ x, y },
      points: faces.map(({ row, face }) => ({ x: row.photoScore, y: face.score })),
      reference: 'none',
    }),
  };
}
