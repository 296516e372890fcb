/** The study's table in the form that papers print. */
import type { AgreementFigure, Summary } from './summary.ts';

const photoFigures: readonly AgreementFigure[] = ['PLCC', 'SRCC', 'KRCC', 'RMSE', 'MSE'];
const faceFigures: readonly AgreementFigure[] = ['PLCC', 'SRCC', 'MSE'];

/** A Markdown table: for each metric a line for the raw scores, and one for the mapped scores if requested. */
export function markdownTable({
  model: photoModel,
  faceModel,
  photo,
  face,
  intervals,
  afterLogistic,
  further = [],
}: Summary): string {
  const model = faceModel === null ? photoModel : `${photoModel}; faces ${faceModel}`;
  const header = ['Model_name', ...photoFigures, ...faceFigures.map((figure) => `face_${figure}`)];
  const lines = [
    [
      model,
      ...photoFigures.map((figure) => cell(photo[figure], intervals?.photo[figure])),
      ...faceFigures.map((figure) => cell(face[figure], intervals?.face[figure])),
    ],
  ];
  if (afterLogistic !== null) {
    const { photo, face } = afterLogistic;
    lines.push([
      `${model}, after the logistic fit`,
      ...photoFigures.map((figure) => cell(photo?.[figure] ?? null)),
      ...faceFigures.map((figure) => cell(face?.[figure] ?? null)),
    ]);
  }
  for (const { model, photo, intervals, afterLogistic } of further) {
    const noFace = faceFigures.map(() => cell(null));
    lines.push([model, ...photoFigures.map((figure) => cell(photo[figure], intervals?.[figure])), ...noFace]);
    if (afterLogistic === null) continue;
    const fitted = photoFigures.map((figure) => cell(afterLogistic[figure]));
    lines.push([`${model}, after the logistic fit`, ...fitted, ...noFace]);
  }
  const rule = header.map((_, i) => (i === 0 ? '---' : '---:'));
  return [header, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

/** Six decimals, as in the published figures, and four for the interval's ends. */
function cell(value: number | null, interval?: readonly [number, number] | null): string {
  if (value === null) return '–';
  const figure = value.toFixed(6);
  return interval == null ? figure : `${figure} [${interval.map((end) => end.toFixed(4)).join(', ')}]`;
}
