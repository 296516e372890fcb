/** Shows the figures of a summary as tables. */
import type { Agreement, AgreementFigure, AgreementIntervals, Summary } from '../study/summary.ts';
import { html, type Markup, trusted } from './html.ts';
import { metricTitle } from './metric-title.ts';
import { short } from './numbers.ts';

const figures: readonly AgreementFigure[] = ['PLCC', 'SRCC', 'KRCC', 'RMSE', 'MSE'];

function cell(value: number | null, interval: readonly [number, number] | null | undefined): Markup {
  if (value === null) return html`<td>undefined</td>`;
  const ends =
    interval == null ? trusted('') : html`<small>${interval[0].toFixed(3)} to ${interval[1].toFixed(3)}</small>`;
  return html`<td>${value.toFixed(6)}${ends}</td>`;
}

function row(name: string, agreement: Agreement, intervals: AgreementIntervals | null): Markup {
  return html`<tr><th scope="row">${name}</th>${figures.map((figure) => cell(agreement[figure], intervals?.[figure]))}</tr>
`;
}

/** Agreement with the given score, for whole photos and faces, raw and, if requested, after the fit. */
export function agreementTable(summary: Summary): Markup {
  const { photo, face, faces, intervals, afterLogistic, scoreColumn, n, further = [] } = summary;
  const withFaces = faces !== 'none';
  const whole = (metric: string) => `Whole photo, by ${metricTitle(metric)}`;
  const rows = [
    row(further.length === 0 ? 'Whole photo' : whole(summary.metric), photo, intervals?.photo ?? null),
    ...(withFaces ? [row('Face', face, intervals?.face ?? null)] : []),
    ...(afterLogistic?.photo ? [row('Whole photo, after the logistic fit', afterLogistic.photo, null)] : []),
    ...(withFaces && afterLogistic?.face ? [row('Face, after the logistic fit', afterLogistic.face, null)] : []),
    ...further.flatMap(({ metric, photo, intervals, afterLogistic }) => [
      row(whole(metric), photo, intervals),
      ...(afterLogistic === null ? [] : [row(`${whole(metric)}, after the logistic fit`, afterLogistic, null)]),
    ]),
  ];
  const small = intervals === null ? '' : ' Small figures: 95 % intervals of the bootstrap.';
  return html`<div class="scroll"><table>
<caption>Agreement with ${scoreColumn}, ${n} photos.${small}</caption>
<thead><tr><th></th>${figures.map((figure) => html`<th scope="col">${figure}</th>`)}</tr></thead>
<tbody>
${rows}</tbody></table></div>`;
}

/** Agreement of faces' scores among faces of similar size, and with the scores of their photos; empty for few faces. */
export function sizeTable({ faceBySize, faceAgainstPhoto, scoreColumn }: Summary): Markup {
  if (faceBySize.length === 0) return trusted('');
  const columns = ['SRCC', 'PLCC'] as const;
  const cells = (agreement: Agreement) => columns.map((figure) => cell(agreement[figure], null));
  const rows = faceBySize.map(
    ({
      from,
      to,
      n,
      face,
    }) => html`<tr><th scope="row">${from.toFixed(0)} to ${to.toFixed(0)} pixels</th><td>${n}</td>${cells(face)}</tr>
`,
  );
  return html`<div class="scroll"><table>
<caption>Faces by the size of their boxes: agreement of their scores with ${scoreColumn}.</caption>
<thead><tr><th></th><th scope="col">faces</th>${columns.map((figure) => html`<th scope="col">${figure}</th>`)}</tr></thead>
<tbody>
${rows}<tr><th scope="row">All, with the scores of their photos</th><td>${faceBySize.reduce((sum, { n }) => sum + n, 0)}</td>${cells(faceAgainstPhoto)}</tr>
</tbody></table></div>`;
}

/** The findings that a metric states in words, with the mean given score of the photos that share each. */
export function sayingsSection({ sayings = [], scoreColumn }: Summary): Markup {
  const tables = sayings.map(
    ({ metric, said }) => html`<h2>What ${metricTitle(metric)} says about the photos</h2>
<div class="scroll"><table>
<caption>Its most likely answer for each photo.</caption>
<thead><tr><th scope="col">answer</th><th scope="col">photos</th><th scope="col">mean ${scoreColumn}</th></tr></thead>
<tbody>
${said.map(
  ({
    words,
    photos,
    meanGiven,
  }) => html`<tr><th scope="row">${words}</th><td>${photos}</td><td>${short(meanGiven)}</td></tr>
`,
)}</tbody></table></div>
`,
  );
  return html`${tables}`;
}
