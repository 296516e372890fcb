/** A page of a run's photos with their scores, which can be sorted and filtered. */
import type { Box } from '../image/crop.ts';
import { counted } from '../printable.ts';
import { browseGallery, type GalleryData } from './browse-gallery.ts';
import { type Checked, isAccepted, rulesFilter, rulesLine, verdictMarks } from './gallery-rules.ts';
import { html, type Markup, scriptData, trusted } from './html.ts';
import { formatScore } from './numbers.ts';
import { page } from './page.ts';
import { picture } from './photo-grid.ts';

export interface GalleryMetric {
  readonly name: string;
  readonly title: string;
  readonly better: 'higher' | 'lower';
  readonly range: readonly [number, number];
}

export interface GalleryFace {
  /** In pixels of the photo. */
  readonly box: Box;
  readonly scores: Readonly<Record<string, number>>;
  /** A data URI of the aligned face, where its points are known. */
  readonly aligned?: string;
}

export interface GalleryPhoto extends Checked {
  readonly name: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** By metric name; metrics that failed are missing. */
  readonly scores: Readonly<Record<string, number>>;
  /** What metrics found, in words. */
  readonly findings: readonly string[];
  readonly faces: readonly GalleryFace[];
  readonly warnings: readonly string[];
  /** A data URI. */
  readonly thumbnail: string;
}

export interface Gallery {
  /** At least one. */
  readonly metrics: readonly GalleryMetric[];
  /** The metrics that scored faces. */
  readonly faceMetrics: readonly GalleryMetric[];
  readonly photos: readonly GalleryPhoto[];
  readonly failed: readonly { readonly name: string; readonly message: string }[];
  /** Metrics, adapter and date. */
  readonly about: string;
  /** SVG documents, shown above the photos. */
  readonly charts: readonly string[];
}

const style = `
:root { --good: #dff3e6; }
@media (prefers-color-scheme: dark) { :root { --good: #173a26; } }
#controls { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: end; margin: 1.5rem 0 1rem; padding: .8rem 0; position: sticky; top: 0; background: var(--ground); border-bottom: 1px solid var(--line); z-index: 1; }
#controls label { display: grid; gap: .15rem; font-size: .8125rem; color: var(--quiet); }
#controls input, #controls select { font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 4px; padding: .3rem .5rem; }
#controls input[type=number] { width: 6rem; }
#shown { margin-left: auto; }
@media (max-width: 560px) { #controls { position: static; } }
.photos { align-items: start; }
.photos li[hidden] { display: none; }
.photos small { display: block; color: var(--quiet); }
.charts figure { max-width: 34rem; }
.photos .aligned { width: 56px; height: 56px; border-radius: 4px; vertical-align: middle; margin-right: .4rem; }
.photos .caution, .photos .accepted { color: var(--ink); background: var(--warn); padding: .1rem .3rem; }
.photos .accepted { background: var(--good); }
`;

/** An HTML document. */
export function galleryPage({ metrics, faceMetrics, photos, failed, about, charts }: Gallery): string {
  const data: GalleryData = {
    metrics: [...metrics, ...faceMetrics].map(({ name, better }) => ({ name, better })),
    photos: photos.map((photo) => ({
      name: photo.name,
      scores: [
        ...metrics.map((metric) => inJson(photo.scores[metric.name])),
        ...faceMetrics.map((metric) => inJson(photo.faces[0]?.scores[metric.name])),
      ],
      faces: photo.faces.length,
      isAccepted: isAccepted(photo),
    })),
  };
  const title = counted(photos.length, 'photo');
  const body = html`<h1>${title}</h1>
<p class="quiet">${about}</p>
${rulesLine(photos)}
<div class="charts">${charts.map((svg) => html`<figure>${trusted(svg)}</figure>`)}</div>
${failed.length === 0 ? trusted('') : failedList(failed)}
${controls(metrics, photos.some(({ faces }) => faces.length > 0) ? faceMetrics : [], rulesFilter(photos))}
<ul class="photos">${photos.map((photo) => item(photo, metrics, faceMetrics))}</ul>
<script type="application/json" id="gallery-data">${scriptData(data)}</script>
<script>(${trusted(browseGallery.toString())})()</script>`;
  return page(title, body, html`<style>${trusted(style)}</style>`);
}

function inJson(score: number | undefined): number | 'Infinity' | null {
  if (score === undefined) return null;
  return Number.isFinite(score) ? score : 'Infinity';
}

function failedList(failed: Gallery['failed']): Markup {
  const list = failed.map(({ name, message }) => html`<li>${name}: ${message}</li>`);
  return html`<details><summary>Photos that were not scored (${failed.length})</summary><ul>${list}</ul></details>`;
}

/**
 * @param faceMetrics empty where no photo has a face.
 * @param further a filter's control; may be empty.
 */
function controls(metrics: readonly GalleryMetric[], faceMetrics: readonly GalleryMetric[], further: Markup): Markup {
  const orders = [...ordersBy(metrics, '', 0), ...ordersBy(faceMetrics, ' face', metrics.length)];
  const [first] = metrics;
  return html`<form id="controls" onsubmit="return false">
<label>Order<select id="order">${orders}<option value="name 0">name</option><option value="none 0">as scored</option></select></label>
<label>Name contains<input id="name" type="search"></label>
<label>Score from<input id="least" type="number" step="any" placeholder="${first!.range[0]}"></label>
<label>to<input id="most" type="number" step="any" placeholder="${first!.range[1]}"></label>
<label>Faces<select id="faces"><option value="all">all photos</option><option value="some">with a face</option><option value="none">without a face</option></select></label>
${further}<span id="shown" role="status"></span>
</form>`;
}

/** @param place the index of the first metric's scores. */
function ordersBy(metrics: readonly GalleryMetric[], what: string, place: number): readonly Markup[] {
  const nameOf = ({ name }: GalleryMetric) => (metrics.length > 1 ? `, ${name}` : '');
  return metrics.flatMap((metric, i) =>
    ['worst', 'best'].map(
      (order) => html`<option value="${order} ${place + i}">${order}${what} first${nameOf(metric)}</option>`,
    ),
  );
}

function item(photo: GalleryPhoto, metrics: readonly GalleryMetric[], faceMetrics: readonly GalleryMetric[]): Markup {
  const { name, width, height, scores, findings, faces, warnings, thumbnail } = photo;
  const areNamed = new Set([...metrics, ...faceMetrics].map((metric) => metric.name)).size > 1;
  const listed = (list: readonly GalleryMetric[], values: GalleryPhoto['scores']) =>
    list
      .filter((metric) => values[metric.name] !== undefined)
      .map((metric) => `${areNamed ? `${metric.name} ` : ''}${formatScore(values[metric.name]!)}`)
      .join(' · ');
  const frames = faces.map(({ box }) => box);
  const shown = picture({ imageName: name, headline: '', details: '', width, height }, thumbnail, frames);
  return html`<li><figure>${shown}<figcaption><b>${listed(metrics, scores)}</b>${findings.map((finding) => html`<small>${finding}</small>`)}${faces.map(
    (face) =>
      html`<small>${face.aligned === undefined ? trusted('') : html`<img class="aligned" src="${face.aligned}" alt="aligned face">`}face ${listed(faceMetrics, face.scores)}</small>`,
  )}${verdictMarks(photo)}${warnings.map((warning) => html`<small class="caution">${warning}</small>`)}<span class="quiet">${name}</span></figcaption></figure></li>
`;
}
