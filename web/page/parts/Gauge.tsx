import type { Crops, ModelInfo } from '../../protocol.ts';
import { colourAt } from '../colour-scale.ts';
import { formatScore } from '../format.ts';
import { cropColours } from './crop-colours.ts';

const percent = (share: number) => `${(share * 100).toFixed(2)}%`;
const ticks = Array.from({ length: 51 }, (_, i) => i);

/** A score's position on the model's scale: 0 worst, 1 best; scores beyond the ends are clamped. */
export function placeOn({ checkpoint: { range, better } }: ModelInfo, score: number): number {
  const place = Math.min(Math.max((score - range[0]) / (range[1] - range[0]), 0), 1);
  return better === 'lower' ? 1 - place : place;
}

/** Whether the score is beyond this end of the scale, as scores may be. */
function isBeyond(score: number, end: number, other: number): boolean {
  return end > other ? score > end : score < end;
}

interface GaugeProps {
  readonly model: ModelInfo;
  readonly score: number;
  readonly crops?: Crops | null;
}

/** A scale from worst to best with a needle at the score, the crops as dots, and their spread as a band. */
export function Gauge({ model, score, crops }: GaugeProps) {
  const { better, range } = model.checkpoint;
  const [left, right] = better === 'lower' ? [range[1], range[0]] : range;
  const at = placeOn(model, score);
  const several = crops && crops.crops.length > 1 ? crops : null;
  const ends = several && [
    placeOn(model, several.mean - several.spread),
    placeOn(model, several.mean + several.spread),
  ];
  const colours = several && cropColours(several, model);
  const label = `${formatScore(score, range)} on a scale from ${left}, worst, to ${right}, best`;
  return (
    <svg class="gauge" role="img" aria-label={label}>
      {ends && (
        <rect
          class="band"
          x={percent(Math.min(...ends))}
          y="6"
          width={percent(Math.abs(ends[1] - ends[0]))}
          height="22"
        />
      )}
      <line class="ruler" x1="0" x2="100%" y1="28" y2="28" />
      {ticks.map((i) => (
        <line
          key={i}
          class="ruler"
          x1={percent(i / 50)}
          x2={percent(i / 50)}
          y1="28"
          y2={i % 25 === 0 ? 38 : i % 5 === 0 ? 35 : 32}
        />
      ))}
      {colours &&
        several?.crops.map((crop) => (
          <circle
            key={`${crop.top} ${crop.left}`}
            cx={percent(placeOn(model, crop.score))}
            cy="17"
            r="4"
            fill={colourAt(colours.place(crop.score)).fill}
          />
        ))}
      <line class="needle" x1={percent(at)} x2={percent(at)} y1="2" y2="38" />
      <text x="0" y="51">
        {left}
        {isBeyond(score, left, right) && ' and beyond'} worst
      </text>
      <text x="100%" y="51" text-anchor="end">
        {right}
        {isBeyond(score, right, left) && ' and beyond'} best
      </text>
    </svg>
  );
}
