/** Drawing charts without a browser: Observable Plot on a document that exists only to be drawn into. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { colours } from './colours.ts';
import { escapeText } from './html.ts';

/** The words around a chart. */
export interface Heading {
  readonly title: string;
  /** How many photos, which figures: a line below the title. */
  readonly subtitle: string;
  /** What lines and colours stand for: a second line. */
  readonly key?: string;
  /** What the chart shows, in words, for those who do not see it. */
  readonly description: string;
}

/** What a chart is made of; the margins leave room for heading and axes. */
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

/** An SVG document of the chart on white paper. */
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
    x: { ...axis, ...x },
    y: { ...axis, ...y },
    color,
    marks: [
      ...marks,
      head(heading.title, 12, { fontSize: 16, fontWeight: 600 }),
      head(heading.subtitle, 36, { fontSize: 12, fill: colours.quiet }),
      head(heading.key ?? '', 53, { fontSize: 12, fill: colours.quiet }),
    ],
  });
  // A background style would be a browser's affair; this is drawn by every program.
  const paper = document.createElementNS(svgNamespace, 'rect');
  for (const [name, value] of Object.entries({ width: '100%', height: '100%', fill: colours.paper }))
    paper.setAttribute(name, value);
  svg.insertBefore(paper, svg.firstChild);
  // The drawing has one label as a whole; those that Plot gives to its parts are classes here.
  for (const part of svg.querySelectorAll('[aria-label]')) {
    part.setAttribute('class', part.getAttribute('aria-label')!.replaceAll(' ', '-'));
    part.removeAttribute('aria-label');
  }
  svg.setAttribute('xmlns', svgNamespace);
  // The document writes attributes as HTML does, with bare & and <, which a file of XML may not hold.
  const label = escapeText(`${heading.title}. ${heading.description}`);
  return svg.outerHTML.replace('<svg ', () => `<svg role="img" aria-label="${label}" `);
}
