/** Draws histograms. */
import * as Plot from '@observablehq/plot';
import { sampleStandardDeviation } from 'simple-statistics';
import { colours } from './colours.ts';
import { formatScore } from './numbers.ts';
import { type Range, rangeOf } from './range.ts';
import { drawChart } from './svg.ts';

export interface Histogram {
  readonly title: string;
  /** The axis's name with its unit. */
  readonly label: string;
  readonly values: readonly number[];
  /** The axis's range; default that of the values. Charts to be compared share one. */
  readonly range?: Range;
  /** What is counted; default `photos`. */
  readonly counted?: 'photos' | 'faces';
}

const bins = 40;

/** Mean and, of several values, sample standard deviation, in the form of the command line's summary. */
function moments(values: number[], mean: number): string {
  const deviation = values.length > 1 ? ` · standard deviation ${formatScore(sampleStandardDeviation(values))}` : '';
  return `mean ${formatScore(mean)}${deviation}`;
}

/** Ticks at whole numbers where the tallest bar has only a few photos; undefined leaves them to the chart. */
function ticksOf(values: readonly number[], [least]: Range, step: number): number | undefined {
  const counts = new Map<number, number>();
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.floor((value - least) / step));
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  const tallest = Math.max(1, ...counts.values());
  return tallest < 5 ? tallest : undefined;
}

/** An SVG document: bars of equal width over the range, and a line at the mean. */
export function histogramChart({
  title,
  label,
  values,
  range = rangeOf(values),
  counted = 'photos',
}: Histogram): string {
  const data = [...values];
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  const step = (range[1] - range[0]) / bins;
  const thresholds = Array.from({ length: bins + 1 }, (_, i) => range[0] + i * step);
  const ticks = ticksOf(data, range, step);
  const subtitle = [`n = ${data.length}`, ...(data.length > 0 ? [moments(data, mean)] : [])].join(' · ');
  const key = 'line: mean';
  return drawChart(
    { title, subtitle, key, description: `Histogram of ${label}: ${subtitle}.` },
    {
      width: 560,
      height: 320,
      x: { label, domain: [...range] },
      y: { label: counted, ticks },
      marks: [
        Plot.gridY({ ticks, stroke: colours.grid, strokeOpacity: 1 }),
        Plot.rectY(data, {
          ...Plot.binX({ y: 'count' }, { x: { value: (value: number) => value, thresholds } }),
          fill: colours.mark,
          inset: 0.5,
        }),
        ...(data.length > 0 ? [Plot.ruleX([mean], { stroke: colours.fit, strokeWidth: 2 })] : []),
        Plot.ruleY([0], { stroke: colours.ink }),
      ],
    },
  );
}
