import type { ClipMetricResult } from '../../../src/scoring/score-clip.ts';
import { titleOf } from '../result.ts';

interface ClipChartProps {
  readonly result: ClipMetricResult;
  /** The times at which the frames are shown in the video. */
  readonly seconds: readonly number[];
}

const width = 600;
const height = 160;
/** Room for the line's own width. */
const margin = 4;

/** Draws the quality of a clip's frames over time, with a line at the clip's score. */
export function ClipChart({ result: { metric, score, frames }, seconds }: ClipChartProps) {
  const least = frames.reduce((a, b) => Math.min(a, b), score);
  const most = frames.reduce((a, b) => Math.max(a, b), score);
  const x = (time: number) => margin + ((width - 2 * margin) * time) / (seconds.at(-1) || 1);
  const y = (quality: number) => height - margin - ((height - 2 * margin) * (quality - least)) / (most - least || 1);
  const points = frames.map((quality, i) => `${x(seconds[i] ?? 0).toFixed(1)},${y(quality).toFixed(1)}`).join(' ');
  const [low, high] = [least.toPrecision(4), most.toPrecision(4)];
  const label = `${titleOf(metric)} of ${frames.length} frames over ${(seconds.at(-1) ?? 0).toFixed(1)} seconds, from ${low} to ${high}`;
  return (
    <figure class="clip-chart">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        <line class="clip-score" x1="0" x2={width} y1={y(score)} y2={y(score)} />
        <polyline points={points} />
      </svg>
      <figcaption>{label}.</figcaption>
    </figure>
  );
}
