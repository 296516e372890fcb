/** Draws error-versus-reject curves, and lists their areas in a table. */
import * as Plot from '@observablehq/plot';
import type { RejectSummary } from '../study/reject-summary.ts';
import { colours } from './colours.ts';
import { html, type Markup } from './html.ts';
import { drawChart } from './svg.ts';

/** Okabe and Ito's; the first is the colour of points in other charts. */
const lineColours = [colours.mark, '#d55e00', '#009e73', '#cc79a7'];

/** An SVG document: one line per measure, which falls where rejecting by it removes errors. */
export function rejectChart({ measures, falseMatchRate, faces, persons }: RejectSummary): string {
  const points = measures.flatMap(({ title, points }) =>
    points.map(({ rejected, falseNonMatchRate }) => ({ title, rejected: 100 * rejected, rate: falseNonMatchRate })),
  );
  const domain = measures.map(({ title }) => title);
  const most = Math.max(...points.map(({ rate }) => rate), 1e-3);
  const subtitle = `${faces} faces of ${persons} persons · FMR ${falseMatchRate.toPrecision(2)}`;
  const ends = measures.flatMap(({ title }) => points.filter((point) => point.title === title).slice(-1));
  return drawChart(
    {
      title: 'Remaining errors when the worst faces are rejected',
      subtitle,
      description: `False non-match rate against the share of faces rejected, by ${domain.join(', ')}: ${subtitle}.`,
    },
    {
      width: 560,
      height: 400,
      x: { label: 'faces rejected, %' },
      y: { label: 'false non-match rate', domain: [0, most * 1.05] },
      color: { domain, range: lineColours.slice(0, domain.length) },
      marks: [
        Plot.gridY({ stroke: colours.grid, strokeOpacity: 1 }),
        Plot.line(points, {
          x: 'rejected',
          y: 'rate',
          z: 'title',
          stroke: 'title',
          strokeWidth: 2,
          curve: 'step-after',
        }),
        Plot.text(ends, { x: 'rejected', y: 'rate', text: 'title', fill: 'title', textAnchor: 'end', dy: -8 }),
        Plot.ruleY([0], { stroke: colours.ink }),
      ],
    },
  );
}

/** Describes the curves, with the area below each. */
export function rejectSection(summary: RejectSummary): Markup {
  const { recogniser, identityColumn, genuine, impostors, askedFalseMatchRate, falseMatchRate, measures } = summary;
  const missed =
    impostors < 1 / askedFalseMatchRate
      ? ` With ${impostors} pairs of two persons, a false match rate of ${askedFalseMatchRate} cannot be measured: the threshold is the similarity of the most similar pair.`
      : '';
  const rows = measures.map(
    ({
      title,
      area,
      points,
    }) => html`<tr><th scope="row">${title}</th><td>${area.toFixed(4)}</td><td>${points[0]!.falseNonMatchRate.toFixed(4)}</td></tr>
`,
  );
  return html`<h2>Errors when the worst faces are rejected</h2>
<p>Faces with the same ${identityColumn} were compared by ${recogniser}: ${genuine} pairs of one person, ${impostors} of two. At the threshold of all faces, ${(100 * falseMatchRate).toPrecision(2)} % of the pairs of two persons match.${missed} A measure of quality is the better, the faster the errors fall when the faces that it puts lowest are left out.</p>
<div class="scroll"><table><caption>Mean false non-match rate over the shares rejected (area under the curve).</caption>
<thead><tr><th></th><th scope="col">area</th><th scope="col">none rejected</th></tr></thead>
<tbody>
${rows}</tbody></table></div>`;
}
