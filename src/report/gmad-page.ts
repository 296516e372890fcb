/** Shows gMAD's pairs side by side, for visual comparison. */
import { type GmadPair, type PhotoScores, tolerance } from '../study/gmad.ts';
import { html, type Markup } from './html.ts';
import { formatScore, short } from './numbers.ts';
import { page } from './page.ts';
import type { Thumbnails } from './photo-grid.ts';

export interface GmadPage {
  /** The names of the two measures. */
  readonly measures: readonly [string, string];
  readonly pairs: readonly GmadPair[];
  /** The number of photos that the pairs were selected from. */
  readonly photos: number;
  readonly levels: number;
  readonly thumbnails: Thumbnails;
}

/** An HTML document. */
export function gmadPage(gmad: GmadPage): string {
  const { measures, photos, levels } = gmad;
  const title = `${measures[0]} against ${measures[1]}`;
  const body = html`<h1>${title}</h1>
<p>Among photos that one measure scores alike, the other picks the two that it scores furthest apart (gMAD, ${photos}
photos, ${levels} levels; alike: within ${100 * tolerance} % of the spread between the 5 % and 95 % quantiles). Where you see a
difference in quality, the measure that sees none is wrong; where you see none, the other is.</p>
${section(gmad, 0)}${section(gmad, 1)}`;
  return page(title, body);
}

function section({ measures, pairs, thumbnails }: GmadPage, defender: 0 | 1): Markup {
  const shown = pairs.filter((pair) => pair.defender === defender);
  const attacker = defender === 0 ? 1 : 0;
  const text =
    shown.length === 0
      ? 'No level has two photos that one measure scores alike and the other does not.'
      : 'The photo that the other measure scores higher is on the left.';
  return html`<h2>${measures[defender]} sees no difference, ${measures[attacker]} does</h2>
<p>${text}</p>
${shown.map((pair) => pairFigure(pair, measures, thumbnails))}`;
}

function pairFigure(
  { level, levelScore, high, low }: GmadPair,
  measures: GmadPage['measures'],
  thumbnails: Thumbnails,
) {
  return html`<h3>Level ${level}, near ${short(levelScore)}</h3>
<div class="pair">${[high, low].map((photo) => photoFigure(photo, measures, thumbnails.get(photo.imageName)))}</div>
`;
}

function photoFigure(
  { imageName, scores }: PhotoScores,
  measures: GmadPage['measures'],
  thumbnail: string | undefined,
): Markup {
  const picture =
    thumbnail === undefined
      ? html`<span class="missing">not available</span>`
      : html`<img src="${thumbnail}" alt="${imageName}">`;
  const lines = measures.map((measure, i) => html`${measure} <b>${formatScore(scores[i]!)}</b><br>`);
  return html`<figure>${picture}<figcaption>${lines}<span class="quiet">${imageName}</span></figcaption></figure>`;
}
