import { metricModels } from '../../../src/models/registry.ts';
import { usePage } from '../context.ts';
import { modelOf } from '../state/view.ts';

/** Chooses the metrics among those that the page has weights for; the first one's score is the photo's. */
export function MetricMenu() {
  const { session } = usePage();
  const { metrics } = session.settings.value;
  const toggle = (name: string) => {
    const next = metrics.includes(name) ? metrics.filter((other) => other !== name) : [...metrics, name];
    // At least one must be chosen.
    if (next.length > 0)
      session.change({ metrics: metricModels.map((row) => row.name).filter((row) => next.includes(row)) });
  };
  const usable = metricModels.filter(({ name }) => metrics.includes(name) || modelOf(session, name) !== null);
  return (
    <fieldset class="choice metrics">
      <legend class="for-ears">Metrics</legend>
      {usable.map(({ name, title, about }) => {
        const better = modelOf(session, name)?.checkpoint.better;
        return (
          <label key={name} title={better === undefined ? about : `${about} ${better} is better.`}>
            <input type="checkbox" name="metric" checked={metrics.includes(name)} onChange={() => toggle(name)} />
            <span>{title}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
