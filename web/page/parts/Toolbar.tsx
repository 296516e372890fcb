import { useState } from 'preact/hooks';
import { clearList } from '../clear-list.ts';
import { usePage } from '../context.ts';
import { csvOf } from '../export/csv.ts';
import { jsonOf } from '../export/json.ts';
import { recordsOf } from '../export/record.ts';
import { reportOf } from '../export/report.ts';
import { saveText } from '../export/save.ts';
import { isFiltering } from '../state/filter.ts';
import { resultOf } from '../state/photo.ts';
import { modelOf, protocolOf } from '../state/view.ts';
import { AddButtons } from './AddButtons.tsx';
import { Choice } from './Choice.tsx';
import { FaceSettings } from './FaceSettings.tsx';
import { FilterBar } from './FilterBar.tsx';
import { Icon } from './Icon.tsx';
import { MetricMenu } from './MetricMenu.tsx';
import { ReferenceChooser } from './ReferenceChooser.tsx';
import { RulesField } from './RulesField.tsx';

/** Offers actions for the list, and the settings for scoring. */
export function Toolbar() {
  const { session, view } = usePage();
  const settings = session.settings.value;
  const [isOpen, setFilterShown] = useState(false);
  // An active filter is always shown.
  const filterShown = isOpen || isFiltering(view.filter.value);
  const protocols = settings.metrics.flatMap((name) => protocolOf(modelOf(session, name)) ?? []);
  const usualCrops = protocols.find(({ defaultCrops }) => defaultCrops !== null)?.defaultCrops ?? null;

  const save = async (kind: 'csv' | 'json' | 'html') => {
    if (kind === 'html') {
      return saveText('scores.html', 'text/html', await reportOf(view.ordered.value, settings.faces));
    }
    const records = recordsOf(view.ordered.value, settings.faces);
    // Without a byte order mark, Excel reads names with the system's code page.
    if (kind === 'csv') saveText('scores.csv', 'text/csv', `\ufeff${csvOf(records)}`);
    else saveText('scores.json', 'application/json', jsonOf(records));
  };
  return (
    <div class="toolbar">
      <div class="row">
        <AddButtons />
        <span class="gap" />
        <button
          type="button"
          class="compact"
          aria-label="Filter"
          title="Filter the list, and select the worst"
          aria-expanded={filterShown}
          aria-controls="filter"
          onClick={() => setFilterShown(!filterShown)}
        >
          <Icon name="filter" />
        </button>
        <span class="exports">
          <button type="button" class="compact" title="Save the list as a table" onClick={() => save('csv')}>
            CSV
          </button>
          <button
            type="button"
            class="compact"
            title="Save the list with all crops and faces"
            onClick={() => save('json')}
          >
            JSON
          </button>
          <button
            type="button"
            class="compact"
            title="Save the list as a page that can be sorted and filtered"
            disabled={view.ordered.value.every((photo) => resultOf(photo) === null)}
            onClick={() => save('html')}
          >
            HTML
          </button>
        </span>
        <button
          type="button"
          class="compact"
          aria-label="Clear the list"
          title="Clear the list"
          onClick={() => clearList(session)}
        >
          <Icon name="bin" />
        </button>
      </div>
      {filterShown && <FilterBar />}
      <div class="row settings">
        <MetricMenu />
        <ReferenceChooser />
        <Choice
          label="Crops"
          name="crops"
          value={settings.crops}
          disabled={usualCrops === null}
          choices={[
            ['one', '1', 'One crop: faster, and less certain'],
            ['usual', String(usualCrops ?? 'all'), 'The checkpoint\u2019s own number: the mean of all crops'],
          ]}
          choose={(crops) => session.change({ crops })}
        />
        <label class="tick">
          <input
            type="checkbox"
            checked={settings.faces}
            onChange={(event) => session.change({ faces: event.currentTarget.checked })}
          />
          Faces
        </label>
        {settings.faces && <FaceSettings />}
        <label class="tick" title="Rotate photos according to EXIF before scoring">
          <input
            type="checkbox"
            checked={settings.autoOrient}
            onChange={(event) => session.change({ autoOrient: event.currentTarget.checked })}
          />
          Auto-orient
        </label>
        <RulesField />
      </div>
    </div>
  );
}
