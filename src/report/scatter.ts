/** Plots two figures of the same photos against each other. */
import * as Plot from '@observablehq/plot';
import { colours } from './colours.ts';
import { onOneScale, type Range, rangeOf } from './range.ts';
import { type ChartBody, drawChart } from './svg.ts';

/** More points than this would hide one another, so hexagons, coloured by their number of points, replace them. */
export const mostPoints = 2000;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface ScatterChart {
  readonly title: string;
  /** For the line below the title, such as `SRCC 0.986`; the number of photos is put before them. */
  readonly figures: readonly string[];
  /** The axes' names with units. */
  readonly x: string;
  readonly y: string;
  readonly points: readonly Point[];
  /** A dashed line: x = y, drawn where both axes have the same scale, or y = 0. */
  readonly reference: 'equality' | 'zero' | 'none';
}

/** The ends of the dashed line. */
function referenceLine(equal: boolean, x: Range): readonly [number, number][] {
  return x.map((end) => [end, equal ? end : 0]);
}

function photos(points: Point[]): Plot.Markish {
  if (points.length > mostPoints) {
    const hexagons = Plot.hexbin({ fill: 'count' }, { x: 'x', y: 'y', binWidth: 9 });
    return Plot.dot(points, { ...hexagons, symbol: 'hexagon', r: 5.2 });
  }
  const fillOpacity = Math.max(0.3, Math.min(0.75, 150 / points.length));
  return Plot.dot(points, { x: 'x', y: 'y', r: 3, fill: colours.mark, fillOpacity });
}

/**
 * An SVG document: a point for each photo, or hexagons by number beyond `mostPoints`; the dashed reference line; from three
 * photos on, a least-squares line with its 95 % confidence band.
 */
export function scatterChart({ title, figures, x, y, points, reference }: ScatterChart): string {
  const data = [...points];
  const xs = data.map((point) => point.x);
  const ys = data.map((point) => point.y);
  const equal = reference === 'equality' && onOneScale(xs, ys);
  const rangeX = equal ? rangeOf([...xs, ...ys]) : rangeOf(xs);
  const rangeY = equal ? rangeX : rangeOf(reference === 'zero' ? [...ys, 0] : ys);
  const many = data.length > mostPoints;
  const fits = data.length > 2 && xs.some((value) => value !== xs[0]);

  const marks: Plot.Markish[] = [
    Plot.gridX({ stroke: colours.grid, strokeOpacity: 1 }),
    Plot.gridY({ stroke: colours.grid, strokeOpacity: 1 }),
    photos(data),
  ];
  if (equal || reference === 'zero') {
    const line = [...referenceLine(equal, rangeX)];
    marks.push(Plot.line(line, { stroke: colours.quiet, strokeDasharray: '5,4', strokeWidth: 1.2 }));
  }
  if (fits) marks.push(Plot.linearRegressionY(data, { x: 'x', y: 'y', stroke: colours.fit, strokeWidth: 2 }));

  const key = [
    ...(many ? ['stronger colour: more photos, logarithmic'] : []),
    ...(equal ? ['dashed: equality'] : []),
    ...(fits ? ['line: least squares'] : []),
  ].join(' · ');
  const subtitle = [`n = ${data.length}`, ...figures].join(' · ');
  const body: ChartBody = {
    width: 560,
    height: equal ? 600 : 436,
    x: { label: x, domain: [...rangeX] },
    y: { label: y, domain: [...rangeY] },
    color: many ? { type: 'log', scheme: 'blues', range: [0.25, 1] } : undefined,
    marks,
  };
  return drawChart({ title, subtitle, key, description: `${y} against ${x}: ${subtitle}.` }, body);
}
