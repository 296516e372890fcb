import { useRef } from 'preact/hooks';
import { metricModels } from '../../../src/models/registry.ts';
import { usePage } from '../context.ts';
import { modelOf } from '../state/view.ts';
import { useMenuClosing } from './use-menu-closing.ts';

/** Chooses the metrics among those that the page has weights for; the first one's score is the photo's. */
export function MetricMenu() {
  const { session } = usePage();
  const menu = useRef<HTMLDetailsElement>(null);
  useMenuClosing(menu);
  const { metrics } = session.settings.value;
  const toggle = (name: string) => {
    const isNext = (row: string) => metrics.includes(row) !== (row === name);
    session.change({ metrics: metricModels.map((row) => row.name).filter(isNext) });
  };
  const usable = metricModels.filter(({ name }) => metrics.includes(name) || modelOf(session, name) !== null);
  const chosen = usable.filter(({ name }) => metrics.includes(name));
  return (
    <details class="menu" ref={menu}>
      <summary>
        <span class="quiet">Metrics</span> <span>{chosen.map(({ title }) => title).join(', ')}</span>
      </summary>
      <fieldset class="menu-panel">
        <legend class="for-ears">Metrics</legend>
        {usable.map(({ name, title, about }) => {
          const better = modelOf(session, name)?.checkpoint.better;
          const isChosen = metrics.includes(name);
          return (
            <label key={name}>
              <input
                type="checkbox"
                name="metric"
                checked={isChosen}
                disabled={isChosen && metrics.length === 1}
                onChange={() => toggle(name)}
              />
              <span>
                {title}
                <small>
                  {better === undefined ? about : `${about} ${better === 'higher' ? 'Higher' : 'Lower'} is better.`}
                </small>
              </span>
            </label>
          );
        })}
      </fieldset>
    </details>
  );
}
