/** An overview of a data set before scoring: the distributions of its properties, and the photos at their ends. */
import { histogramChart } from './histogram.ts';
import { html, type Markup, trusted } from './html.ts';
import { short } from './numbers.ts';
import { page } from './page.ts';
import { photoGrid, type Thumbnails } from './photo-grid.ts';

/** One property of photos. */
export interface Property {
  /** The name of its chart's file, and its heading. */
  readonly name: string;
  /** The axis's name with its unit. */
  readonly label: string;
  /** The source of the values: a formula with its reference, or a file. */
  readonly source: string;
  readonly values: readonly { readonly imageName: string; readonly value: number }[];
}

/** The number of photos shown from each end of a property. */
const ends = 3;

export interface Ends {
  /** Smallest value first. */
  readonly lowest: Property['values'];
  /** Largest value first. */
  readonly highest: Property['values'];
}

/** The photos at both ends; no photo is at both. */
export function endsOf({ values }: Property): Ends {
  const sorted = [...values].sort((a, b) => a.value - b.value);
  const count = Math.min(ends, Math.floor(sorted.length / 2));
  return { lowest: sorted.slice(0, count), highest: sorted.slice(sorted.length - count).reverse() };
}

/** An SVG document. */
export function propertyChart({ name, label, values }: Property): string {
  return histogramChart({ title: name, label, values: values.map(({ value }) => value) });
}

export interface LookPage {
  readonly title: string;
  readonly properties: readonly Property[];
  /** Empty where the photos themselves are not available. */
  readonly thumbnails: Thumbnails;
  /** Photos that could not be read, and the reasons. */
  readonly failed: readonly { readonly imageName: string; readonly message: string }[];
}

/** An HTML document. */
export function lookPage({ title, properties, thumbnails, failed }: LookPage): string {
  const count = Math.max(0, ...properties.map(({ values }) => values.length));
  const body = html`<h1>${title}</h1>
<p>${count} photos, before any of them is scored: how each property is distributed, and the photos at both ends of it.</p>
${properties.map((property) => section(property, thumbnails))}
${failed.length === 0 ? trusted('') : failedList(failed)}`;
  return page(title, body);
}

function section(property: Property, thumbnails: Thumbnails): Markup {
  const { lowest, highest } = endsOf(property);
  const ends = thumbnails.size === 0 ? trusted('') : html`${grid('Lowest', lowest)}${grid('Highest', highest)}`;
  return html`<h2>${property.name}</h2>
<p class="quiet">${property.source}</p>
<div class="charts"><figure>${trusted(propertyChart(property))}</figure><div>${ends}</div></div>
`;

  function grid(heading: string, photos: Property['values']): Markup {
    const shown = photos.map(({ imageName, value }) => {
      return { imageName, headline: short(value), details: '', width: 0, height: 0 };
    });
    return html`<h3>${heading}</h3>${photoGrid(shown, thumbnails)}`;
  }
}

function failedList(failed: LookPage['failed']): Markup {
  return html`<h2>Left out</h2>
<details><summary>Photos that could not be read (${failed.length})</summary><ul>${failed.map(
    ({ imageName, message }) => html`<li>${imageName}: ${message}</li>`,
  )}</ul></details>`;
}
