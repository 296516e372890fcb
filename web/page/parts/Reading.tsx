import type { Result } from '../../protocol.ts';
import { usePage } from '../context.ts';
import { formatScore } from '../format.ts';
import { cropMetric, titleOf } from '../result.ts';
import { modelOf } from '../state/view.ts';
import { Gauge } from './Gauge.tsx';

/** Shows a photo's scores in large figures, each on its scale. */
export function Readings({ result }: { readonly result: Result }) {
  const metrics = Object.keys(result.scores);
  return (
    <div class="readings">
      {metrics.map((metric) => (
        <Reading key={metric} metric={metric} result={result} />
      ))}
    </div>
  );
}

function Reading({ metric, result }: { readonly metric: string; readonly result: Result }) {
  const { session } = usePage();
  const model = modelOf(session, metric);
  const score = result.scores[metric];
  if (score === undefined) return null;
  const crops = cropMetric(result) === metric ? result.crops : null;
  const words = result.results.find((each) => each.metric === metric)?.words;
  const range = model?.checkpoint.range ?? null;
  return (
    <div class="reading">
      <p>
        <span class="quiet">{titleOf(metric)}</span>
        <b class="figure">{formatScore(score, range)}</b>
        {crops && crops.crops.length > 1 && (
          <span class="quiet" title="Standard deviation of the crops\u2019 scores">
            ±{formatScore(crops.spread, range)} over {crops.crops.length} crops
          </span>
        )}
      </p>
      {model && <Gauge model={model} score={score} crops={crops} />}
      {words !== undefined && <p class="words">{words}</p>}
    </div>
  );
}
