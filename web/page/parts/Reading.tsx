import type { Result } from '../../protocol.ts';
import { usePage } from '../context.ts';
import { formatScore } from '../format.ts';
import { modelOf } from '../state/view.ts';
import { Gauge } from './Gauge.tsx';

export const metricTitles: Readonly<Record<string, string>> = { hyperiqa: 'HyperIQA', brisque: 'BRISQUE' };

/** A photo's scores in large figures, each on its scale. */
export function Readings({ result }: { readonly result: Result }) {
  const metrics = Object.keys(result.scores) as string[];
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
  const crops = metric === 'hyperiqa' ? result.crops : null;
  const range = model?.range ?? null;
  return (
    <div class="reading">
      <p>
        <span class="quiet">{metricTitles[metric]}</span>
        <b class="figure">{formatScore(score, range)}</b>
        {crops && crops.crops.length > 1 && <span class="quiet">±{formatScore(crops.spread, range)}</span>}
      </p>
      {model && <Gauge model={model} score={score} crops={crops} />}
    </div>
  );
}
