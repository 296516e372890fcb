/** Draws the quality of a clip's frames over time. */
import * as Plot from '@observablehq/plot';
import { counted } from '../printable.ts';
import type { ClipMetricResult } from '../scoring/score-clip.ts';
import { colours } from './colours.ts';
import { metricTitle } from './metric-title.ts';
import { formatScore } from './numbers.ts';
import { rangeOf } from './range.ts';
import { drawChart } from './svg.ts';

/** The most points of a line; more could not be distinguished. */
const mostPoints = 1000;

/** The most ticks of an axis of frames. */
const mostTicks = 12;

/** When each frame is shown, or its number where the time is not known. */
export interface FrameTimes {
  readonly frames: readonly number[];
  readonly seconds: readonly number[] | null;
}

/** Has whole numbers where it counts frames, and for a single frame only its own place. */
function timeAxis({ frames, seconds }: FrameTimes): Plot.ScaleOptions {
  const times = seconds ?? frames;
  const [first, last] = [times[0]!, times.at(-1)!];
  const axis = { label: seconds === null ? 'frame' : 'seconds', domain: [...rangeOf([first, last])] };
  if (first === last) {
    return { ...axis, ticks: [first], tickFormat: (time: number) => (seconds === null ? `${time}` : time.toFixed(2)) };
  }
  // No more ticks than frames leave no room for halves.
  return seconds === null ? { ...axis, ticks: Math.min(mostTicks, last - first) } : axis;
}

/** An SVG document: a line through the metric's qualities of the frames, and a line at the clip's score. */
export function clipChart(result: ClipMetricResult, shownAt: FrameTimes): string {
  const { metric, score, better, worstTenth, frames: qualities } = result;
  const times = shownAt.seconds ?? shownAt.frames;
  const joined = Math.ceil(qualities.length / mostPoints);
  const worst = better === 'higher' ? Math.min : Math.max;
  const points = Array.from({ length: Math.ceil(qualities.length / joined) }, (_, i) => {
    const at = i * joined;
    return { time: times[at]!, quality: worst(...qualities.slice(at, at + joined)) };
  });
  const shown = joined === 1 ? 'frames' : `the worst of each ${joined} frames`;
  const scores = `score ${formatScore(score)} · worst tenth ${formatScore(worstTenth)}`;
  const subtitle = `${scores} · ${counted(qualities.length, 'frame')} · ${better} is better`;
  const title = `${metricTitle(metric)} over time`;
  return drawChart(
    { title, subtitle, key: `blue: ${shown}; orange: score of the clip`, description: `${title}: ${subtitle}.` },
    {
      width: 860,
      height: 320,
      x: timeAxis(shownAt),
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
