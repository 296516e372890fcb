/** The content map on one page: maps in which each point shows its photo. */
import { type ExploreData, exploreMaps } from './explore-map.ts';
import { html, scriptData, trusted } from './html.ts';
import { page } from './page.ts';

export interface ContentMapPage {
  readonly maps: readonly { readonly name: string; readonly svg: string; readonly caption: string }[];
  readonly data: ExploreData;
  /** Which weights are shown, and of which model. */
  readonly about: readonly string[];
  /** Photos that are missing from the map, and the reasons. */
  readonly failed: readonly { readonly imageName: string; readonly message: string }[];
}

const style = `
[data-map] { cursor: crosshair; }
#map-card { position: fixed; pointer-events: none; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: .5rem; max-width: 14rem; box-shadow: 0 4px 16px #0004; overflow-wrap: anywhere; font-size: .875rem; z-index: 1; }
#map-card img { display: block; width: 100%; min-width: 9rem; max-height: var(--tallest); object-fit: contain; image-rendering: auto; margin-bottom: .3rem; }
`;

/** An HTML document. */
export function contentMapPage({ maps, data, about, failed }: ContentMapPage): string {
  const figures = maps.map(
    ({ name, svg, caption }) =>
      html`<figure data-map tabindex="0" role="group" aria-label="${name}: arrow keys go from photo to photo">${trusted(svg)}<figcaption>${caption}</figcaption></figure>
`,
  );
  const list = failed.map(({ imageName, message }) => html`<li>${imageName}: ${message}</li>`);
  const body = html`<h1>Content map</h1>
${about.map(
  (text) => html`<p>${text}</p>
`,
)}
<p class="quiet">Point at a photo, or go from photo to photo with the arrow keys.</p>
<div class="charts">${figures}</div>
<div id="map-card" role="status" hidden><img alt=""><b></b><br>score <span></span></div>
${failed.length === 0 ? trusted('') : html`<details><summary>Photos that could not be read (${failed.length})</summary><ul>${list}</ul></details>`}
<script type="application/json" id="map-data">${scriptData(data)}</script>
<script>(${trusted(exploreMaps.toString())})()</script>`;
  return page('Content map', body, html`<style>${trusted(style)}</style>`);
}
