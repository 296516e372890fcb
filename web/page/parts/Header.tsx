import { usePage } from '../context.ts';
import { metricsOf } from '../state/settings.ts';
import type { Place } from '../state/view.ts';
import { modelOf } from '../state/view.ts';

export function Header() {
  const { session, view } = usePage();
  const [first] = metricsOf(session.settings.value);
  const model = modelOf(session, first);
  const ticked = view.ticked.value.length;

  const link = (place: Place, label: string, here: boolean) => (
    <a href={place === 'list' ? '#' : `#${place}`} aria-current={here ? 'page' : undefined}>
      {label}
    </a>
  );
  const place = view.place.value;
  return (
    <header class="head">
      <h1>
        <svg viewBox="0 0 28 20" aria-hidden="true">
          <path class="scale" d="M2 17h24M3 17v-4M8.5 17v-2.5M14 17v-4M19.5 17v-2.5M25 17v-4" />
          <path class="needle" d="M17.5 2v11" />
        </svg>
        Photo quality
      </h1>
      <nav aria-label="Views">
        {link('list', 'Photos', place === 'list' || place === 'photo')}
        {(ticked === 1 || ticked === 2) && link('compare', `Compare ${ticked}`, place === 'compare')}
        {link('hood', 'Under the hood', place === 'hood')}
      </nav>
      <button type="button" class="model-chip" aria-haspopup="dialog" onClick={() => view.openDialog('models')}>
        <span class="lamp" data-state={session.engine.value.kind} />
        <span class="quiet">Model</span> {model === null ? '–' : model.checkpoint.name}
      </button>
    </header>
  );
}
