/** Draws the quality of a clip's frames over time. */
import * as Plot from '@observablehq/plot';
import type { ClipMetricResult } from '../scoring/score-clip.ts';
import { colours } from './colours.ts';
import { metricTitle } from './metric-title.ts';
import { short } from './numbers.ts';
import { rangeOf } from './range.ts';
import { drawChart } from './svg.ts';

/** The most points of a line; more could not be distinguished. */
const mostPoints = 1000;

/** When each frame is shown, or its number where the time is not known. */
export interface FrameTimes {
  readonly frames: readonly number[];
  readonly seconds: readonly number[] | null;
}

/** An SVG document: a line through the metric's qualities of the frames, and a line at the clip's score. */
export function clipChart(result: ClipMetricResult, { frames, seconds }: FrameTimes): string {
  const { metric, score, better, worstTenth, frames: qualities } = result;
  const times = seconds ?? frames;
  const joined = Math.ceil(qualities.length / mostPoints);
  const worst = better === 'higher' ? Math.min : Math.max;
  const points = Array.from({ length: Math.ceil(qualities.length / joined) }, (_, i) => {
    const at = i * joined;
    return { time: times[at]!, quality: worst(...qualities.slice(at, at + joined)) };
  });
  const shown = joined === 1 ? 'frames' : `the worst of each ${joined} frames`;
  const subtitle = `score ${short(score)} · worst tenth ${short(worstTenth)} · ${qualities.length} frames · ${better} is better`;
  const title = `${metricTitle(metric)} over time`;
  return drawChart(
    { title, subtitle, key: `blue: ${shown}; orange: score of the clip`, description: `${title}: ${subtitle}.` },
    {
      width: 860,
      height: 320,
      x: { label: seconds === null ? 'frame' : 'seconds', domain: [...rangeOf([times[0]!, times.at(-1)!])] },
      y: { label: metric, domain: [...rangeOf([...qualities, score])] },
      marks: [
        Plot.gridY({ stroke: colours.grid, strokeOpacity: 1 }),
        Plot.ruleY([score], { stroke: colours.fit, strokeWidth: 2 }),
        Plot.line(points, { x: 'time', y: 'quality', stroke: colours.mark, strokeWidth: 2 }),
        ...(points.length <= 60 ? [Plot.dot(points, { x: 'time', y: 'quality', fill: colours.mark, r: 3 })] : []),
      ],
    },
  );
}
