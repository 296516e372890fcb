/** Draws charts without a browser: Observable Plot draws into a document that exists only for this. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { colours } from './colours.ts';
import { escapeText } from './html.ts';

/** The text around a chart. */
export interface Heading {
  readonly title: string;
  /** A line below the title: number of photos, and figures. */
  readonly subtitle: string;
  /** A second line: the meaning of lines and colours. */
  readonly key?: string;
  /** A description of the chart in words, for screen readers. */
  readonly description: string;
}

/** The content of a chart; its margins leave room for heading and axes. */
export interface ChartBody {
  readonly width: number;
  readonly height: number;
  readonly x: Plot.ScaleOptions;
  readonly y: Plot.ScaleOptions;
  readonly color?: Plot.ScaleOptions;
  readonly marks: readonly Plot.Markish[];
}

const margins = { marginTop: 80, marginRight: 20, marginBottom: 48, marginLeft: 68 };
const svgNamespace = 'http://www.w3.org/2000/svg';
const font = 'system-ui, sans-serif';

/** An SVG document of the chart on a white background. */
export function drawChart(heading: Heading, body: ChartBody): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const { width, height, x, y, color, marks } = body;
  const head = (text: string, top: number, style: Plot.TextOptions) =>
    Plot.text([text], {
      frameAnchor: 'top-left',
      dx: 14 - margins.marginLeft,
      dy: top - margins.marginTop,
      ...style,
    });
  const axis = { labelAnchor: 'center', labelArrow: 'none', tickSpacing: 64 } as const;
  const svg = Plot.plot({
    document,
    width,
    height,
    ...margins,
    style: { color: colours.ink, fontSize: '12px', fontFamily: font },
    // By default the letters that reach below the line are cut off.
    x: { ...axis, labelOffset: margins.marginBottom - 8, ...x },
    y: { ...axis, ...y },
    color,
    marks: [
      ...marks,
      head(heading.title, 12, { fontSize: 16, fontWeight: 600 }),
      head(heading.subtitle, 36, { fontSize: 12, fill: colours.quiet }),
      head(heading.key ?? '', 53, { fontSize: 12, fill: colours.quiet }),
    ],
  });
  // Only browsers draw a background style; every program draws this.
  const paper = document.createElementNS(svgNamespace, 'rect');
  for (const [name, value] of Object.entries({ width: '100%', height: '100%', fill: colours.paper }))
    paper.setAttribute(name, value);
  svg.insertBefore(paper, svg.firstChild);
  // The drawing has one label as a whole, so the labels that Plot gives its parts become classes.
  for (const part of svg.querySelectorAll('[aria-label]')) {
    part.setAttribute('class', part.getAttribute('aria-label')!.replaceAll(' ', '-'));
    part.removeAttribute('aria-label');
  }
  svg.setAttribute('xmlns', svgNamespace);
  // The document serialises attributes as HTML, with bare & and <, which XML does not allow.
  const label = escapeText(`${heading.title}. ${heading.description}`);
  return svg.outerHTML.replace('<svg ', () => `<svg role="img" aria-label="${label}" `);
}
