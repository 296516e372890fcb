/** Draws photos as points of a plane, coloured by score. */
import * as Plot from '@observablehq/plot';
import type { PlanePoint } from '../study/plane.ts';
import { colours } from './colours.ts';
import { short } from './numbers.ts';
import { extentOf, rangeOf } from './range.ts';
import { drawChart } from './svg.ts';

export interface MapPoint extends PlanePoint {
  readonly score: number;
}

export interface MapChart {
  readonly title: string;
  /** The axes' names; null where directions and distances have no meaning. */
  readonly axes: readonly [string, string] | null;
  readonly points: readonly MapPoint[];
  /** The meaning of the colours. */
  readonly scoreLabel: string;
}

const scheme = 'viridis';
const keySteps = 24;

/** The colour key at the upper right, from the lowest score to the highest. */
function key([low, high]: readonly [number, number]): Plot.Markish[] {
  const colour = Plot.scale({ color: { scheme, domain: [0, 1], type: 'linear' } });
  const corner = { frameAnchor: 'top-right', dy: -28 } as const;
  const text = { ...corner, fontSize: 12, fill: colours.quiet } as const;
  const squares = Array.from({ length: keySteps }, (_, i) => {
    const dx = -44 - (keySteps - 1 - i) * 4;
    return Plot.dot([0], { ...corner, dx, symbol: 'square', r: 3, fill: colour!.apply(i / (keySteps - 1)) });
  });
  return [
    Plot.text([short(low)], { ...text, dx: -50 - keySteps * 4 }),
    ...squares,
    Plot.text([short(high)], { ...text, dx: 0 }),
  ];
}

/** An SVG document; the points are the circles in the groups of class `dot`, in order. */
export function mapChart({ title, axes, points, scoreLabel }: MapChart): string {
  const data = [...points];
  const scores = data.map((point) => point.score);
  const ends = extentOf(scores);
  const axis = (name: string | undefined, values: readonly number[]) => {
    const domain = [...rangeOf(values)];
    return name === undefined ? { domain, axis: null } : { domain, label: name };
  };
  const radius = data.length > 2000 ? 2 : 3.2;
  const subtitle = `n = ${data.length} · coloured by ${scoreLabel}`;
  return drawChart(
    { title, subtitle, description: `Photos as points: ${subtitle}.` },
    {
      width: 620,
      height: 560,
      x: axis(
        axes?.[0],
        data.map((point) => point.x),
      ),
      y: axis(
        axes?.[1],
        data.map((point) => point.y),
      ),
      color: { scheme, type: 'linear', domain: ends[0] < ends[1] ? [...ends] : [ends[0] - 1, ends[0] + 1] },
      marks: [
        Plot.frame({ stroke: colours.quiet, strokeOpacity: 0.4 }),
        Plot.dot(data, {
          x: 'x',
          y: 'y',
          r: radius,
          fill: 'score',
          fillOpacity: 0.85,
          stroke: colours.ink,
          strokeOpacity: 0.25,
          strokeWidth: 0.5,
        }),
        ...key(ends),
      ],
    },
  );
}
