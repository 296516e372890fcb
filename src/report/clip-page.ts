/** A page of clips: each metric's score, its quality over time, and the best and worst frames. */
import { counted } from '../printable.ts';
import type { ScoredClip } from '../scoring/clip-report.ts';
import { refusals } from '../scoring/requirements.ts';
import { clipChart } from './clip-chart.ts';
import { type Checked, rulesLine } from './gallery-rules.ts';
import { html, type Markup, trusted } from './html.ts';
import { metricTitle } from './metric-title.ts';
import { formatScore } from './numbers.ts';
import { page } from './page.ts';

/** A frame that the first metric rates lowest or highest. */
export interface ShownFrame {
  /** Its number. */
  readonly frame: number;
  /** The file's name, for display; absent for frames of videos. */
  readonly file?: string;
  readonly quality: number;
  /** The picture's address. */
  readonly picture: string;
}

export interface ShownClip extends Checked {
  /** For display. */
  readonly name: string;
  readonly clip: ScoredClip;
  /** The lowest and the highest frame, in this order; only one where all have the same quality, none where the metric failed. */
  readonly ends: readonly ShownFrame[];
}

export interface ClipPage {
  readonly clips: readonly ShownClip[];
  readonly failed: readonly { readonly name: string; readonly message: string }[];
  /** Metrics, adapter and date. */
  readonly about: string;
}

/** An HTML document. */
export function clipPage({ clips, failed, about }: ClipPage): string {
  const title = `Quality of ${counted(clips.length, 'clip')}`;
  const body = html`<h1>${title}</h1>
<p class="quiet">${about}</p>
${rulesLine(clips, 'clip')}
${failed.map(({ name, message }) => html`<p class="notice">${name}: ${message}</p>`)}
${clips.map(section)}`;
  return page(title, body);
}

function section({ name, clip, ends, requirements }: ShownClip): Markup {
  const { width, height, frames, every, results, failures } = clip;
  const which = `${counted(frames.length, 'frame')}${every === 1 ? '' : `, every ${every}`}`;
  const rows = results.map((result) => {
    const parts = Object.entries(result.parts ?? {}).map(([part, value]) => `${part} ${formatScore(value)}`);
    return html`<tr><th scope="row">${metricTitle(result.metric)}</th><td>${formatScore(result.score)}</td><td>${formatScore(result.worstTenth)}</td><td>${result.better}</td><td class="text">${parts.join(', ')}</td></tr>
`;
  });
  return html`<h2>${name}</h2>
<p>${width}x${height}, ${which}.</p>
${refusals(requirements).map((refusal) => html`<p class="notice">Rejected: ${refusal}</p>`)}
${failures.map(({ metric, message }) => html`<p class="notice">No score of ${metric ?? 'the clip'}: ${message}</p>`)}
<div class="scroll"><table><thead><tr><th></th><th scope="col">score</th><th scope="col">worst tenth of frames</th><th scope="col">better</th><th scope="col">parts</th></tr></thead>
<tbody>
${rows}</tbody></table></div>
<div class="charts">${results.map((result) => html`<figure>${trusted(clipChart(result, clip))}</figure>`)}</div>
<ul class="photos">${ends.map((end, i) => endItem(end, rankOf(clip, ends.length, i), clip))}</ul>`;
}

/** What is notable about one of the frames shown; empty for a clip's only frame. */
function rankOf({ frames, results }: ScoredClip, shown: number, i: number): string {
  if (frames.length === 1) return '';
  if (shown === 1) return 'all frames: ';
  return (i === 0) === (results[0]!.better === 'higher') ? 'worst: ' : 'best: ';
}

function endItem({ frame, file, quality, picture }: ShownFrame, rank: string, clip: ScoredClip): Markup {
  const metric = clip.results.length > 1 ? `${clip.results[0]!.metric} ` : '';
  const headline = `${rank}${metric}${formatScore(quality)}`;
  const name = file === undefined ? '' : ` (${file})`;
  return html`<li><figure><img src="${picture}" alt=""><figcaption><b>${headline}</b>frame ${frame}${name}${time(clip, frame)}</figcaption></figure></li>`;
}

function time({ frames, seconds }: ScoredClip, frame: number): string {
  return seconds === null ? '' : `, ${seconds[frames.indexOf(frame)]!.toFixed(2)} s`;
}
