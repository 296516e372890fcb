/** A page of clips: each metric's score, its quality over time, and the frames with the lowest and highest quality. */
import type { ScoredClip } from '../scoring/clip-report.ts';
import { clipChart } from './clip-chart.ts';
import { html, type Markup, trusted } from './html.ts';
import { metricTitle } from './metric-title.ts';
import { formatScore, short } from './numbers.ts';
import { page } from './page.ts';

export interface ShownClip {
  /** For display. */
  readonly name: string;
  readonly clip: ScoredClip;
  /** The frames that the first metric rates lowest and highest, lowest first: number, quality, and a picture's address. */
  readonly ends: readonly { readonly frame: number; readonly quality: number; readonly picture: string }[];
}

export interface ClipPage {
  readonly clips: readonly ShownClip[];
  readonly failed: readonly { readonly name: string; readonly message: string }[];
  /** Metrics, adapter and date. */
  readonly about: string;
}

/** An HTML document. */
export function clipPage({ clips, failed, about }: ClipPage): string {
  const title = `Quality of ${clips.length} ${clips.length === 1 ? 'clip' : 'clips'}`;
  const body = html`<h1>${title}</h1>
<p class="quiet">${about}</p>
${failed.map(({ name, message }) => html`<p class="notice">${name}: ${message}</p>`)}
${clips.map(section)}`;
  return page(title, body);
}

function section({ name, clip, ends }: ShownClip): Markup {
  const { width, height, frames, every, results, failures } = clip;
  const which = every === 1 ? `${frames.length} frames` : `${frames.length} frames, every ${every}`;
  const rows = results.map((result) => {
    const parts = Object.entries(result.parts ?? {}).map(([part, value]) => `${part} ${short(value)}`);
    return html`<tr><th scope="row">${metricTitle(result.metric)}</th><td>${formatScore(result.score)}</td><td>${formatScore(result.worstTenth)}</td><td>${result.better}</td><td class="text">${parts.join(', ')}</td></tr>
`;
  });
  return html`<h2>${name}</h2>
<p>${width}x${height}, ${which}.</p>
${failures.map(({ metric, message }) => html`<p class="notice">No score of ${metric ?? 'the clip'}: ${message}</p>`)}
<div class="scroll"><table><thead><tr><th></th><th scope="col">score</th><th scope="col">worst tenth of frames</th><th scope="col">better</th><th scope="col">parts</th></tr></thead>
<tbody>
${rows}</tbody></table></div>
<div class="charts">${results.map((result) => html`<figure>${trusted(clipChart(result, clip))}</figure>`)}</div>
<ul class="photos">${ends.map(
    ({ frame, quality, picture }) =>
      html`<li><figure><img src="${picture}" alt=""><figcaption><b>${formatScore(quality)}</b>frame ${frame}${time(clip, frame)}</figcaption></figure></li>`,
  )}</ul>`;
}

function time({ frames, seconds }: ScoredClip, frame: number): string {
  return seconds === null ? '' : `, ${seconds[frames.indexOf(frame)]!.toFixed(2)} s`;
}
