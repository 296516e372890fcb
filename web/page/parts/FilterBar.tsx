import { useState } from 'preact/hooks';
import { usePage } from '../context.ts';
import { count } from '../format.ts';
import { titleOf } from '../result.ts';
import { type Filter, isFiltering, noFilter } from '../state/filter.ts';
import { metricsOf } from '../state/settings.ts';

/** Filters the list, and selects its worst photos. */
export function FilterBar() {
  const { session, view } = usePage();
  const filter = view.filter.value;
  const change = (part: Partial<Filter>) => {
    view.filter.value = { ...filter, ...part };
  };
  return (
    <search class="row filter" id="filter" aria-label="Filter">
      <input
        type="search"
        aria-label="Name contains"
        placeholder="Name contains"
        value={filter.name}
        onInput={(event) => change({ name: event.currentTarget.value })}
      />
      <span class="quiet">{titleOf(metricsOf(session.settings.value)[0])}</span>
      <Bound label="above" value={filter.above} choose={(above) => change({ above })} />
      <Bound label="below" value={filter.below} choose={(below) => change({ below })} />
      <select
        aria-label="Faces"
        value={filter.faces}
        onChange={(event) =>
          change({ faces: faceChoices.find(([key]) => key === event.currentTarget.value)?.[0] ?? 'all' })
        }
      >
        {faceChoices.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
      <SelectWorst />
      {isFiltering(filter) && (
        <p role="status">
          {view.ordered.value.length} of {count(session.photos.value.length, 'photo')}{' '}
          <button
            type="button"
            class="bare link"
            onClick={() => {
              view.filter.value = noFilter;
              // This button goes, and the keyboard focus with it.
              document.querySelector<HTMLElement>('[aria-controls=filter]')?.focus();
            }}
          >
            Show all
          </button>
        </p>
      )}
    </search>
  );
}

const faceChoices = [
  ['all', 'All photos'],
  ['some', 'With a face'],
  ['none', 'Without a face'],
] as const;

interface BoundProps {
  readonly label: string;
  readonly value: number | null;
  choose(value: number | null): void;
}

function Bound({ label, value, choose }: BoundProps) {
  return (
    <label class="tick">
      {label}
      <input
        type="number"
        step="any"
        aria-label={`Score ${label}`}
        value={value ?? ''}
        onInput={({ currentTarget: { valueAsNumber } }) => choose(Number.isNaN(valueAsNumber) ? null : valueAsNumber)}
      />
    </label>
  );
}

function SelectWorst() {
  const { session, view } = usePage();
  const [many, setMany] = useState(10);
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        view.tickWorst(many);
        if (view.ticked.value.length > 0) return;
        const metric = titleOf(metricsOf(session.settings.value)[0]);
        session.notices.show({ kind: 'news', text: `No photo in the list has a score by ${metric}.` });
      }}
    >
      <button type="submit" class="compact">
        Select the worst
      </button>
      <input
        type="number"
        min="1"
        required
        aria-label="How many of the worst"
        value={many}
        onInput={({ currentTarget: { valueAsNumber } }) => setMany(valueAsNumber)}
      />
    </form>
  );
}
