import type { Crops, Picture } from '../../protocol.ts';
import { colourAt } from '../colour-scale.ts';
import { usePage } from '../context.ts';
import { formatScore } from '../format.ts';
import { modelOf } from '../state/view.ts';
import { cropColours } from './crop-colours.ts';
import { useObjectUrl } from './use-object-url.ts';

interface CropListProps {
  readonly crops: Crops;
  /** The metric that the crops belong to. */
  readonly metric: string | null;
  readonly picture: Picture;
  readonly crop: number | null;
  choose(crop: number | null): void;
}

/** Shows the crops as the network sees them; pointing at one highlights it on the photo. */
export function CropList({ crops, metric, picture, crop, choose }: CropListProps) {
  const { session } = usePage();
  const model = metric === null ? null : modelOf(session, metric);
  const range = model?.checkpoint.range ?? null;
  const thumbnail = useObjectUrl(picture.thumbnail);
  const colours = cropColours(crops, model);
  const scale = [0, 0.25, 0.5, 0.75, 1].map((at) => colourAt(at).fill).join(', ');
  return (
    <section class="crops" aria-labelledby="crops-title">
      <h3 id="crops-title">
        {crops.crops.length === 1 ? '1 crop' : `${crops.crops.length} crops`}
        <span class="quiet">
          mean {formatScore(crops.mean, range)}, spread ±{formatScore(crops.spread, range)}
        </span>
      </h3>
      <ol>
        {crops.crops.map(({ top, left, score }, i) => {
          const { fill, ink } = colourAt(colours.place(score));
          const style = {
            width: `${(crops.width / crops.side) * 100}%`,
            height: `${(crops.height / crops.side) * 100}%`,
            left: `${(-left / crops.side) * 100}%`,
            top: `${(-top / crops.side) * 100}%`,
          };
          return (
            <li key={`${top} ${left}`}>
              <button
                type="button"
                class="crop"
                aria-label={`Crop ${i + 1}: ${formatScore(score, range)}`}
                aria-pressed={crop === i}
                onPointerEnter={() => choose(i)}
                onPointerLeave={() => choose(null)}
                onFocus={() => choose(i)}
                onBlur={() => choose(null)}
              >
                <span class="cut">
                  <span class="cut-whole" style={style}>
                    {thumbnail && <img src={thumbnail} alt="" />}
                  </span>
                </span>
                <span class="crop-score" style={{ background: fill, color: ink }}>
                  {formatScore(score, range)}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
      <p class="colour-key quiet">
        {formatScore(colours.low, range)}
        <span style={{ background: `linear-gradient(to right, ${scale})` }} />
        {formatScore(colours.high, range)}
        <small>Same positions in every photo (seed 0), shown as the network sees them</small>
      </p>
    </section>
  );
}
