import { useLayoutEffect, useRef } from 'preact/hooks';
import { metricModels } from '../../../src/models/registry.ts';
import { usePage } from '../context.ts';
import type { SortKey } from '../state/sorting.ts';
import { Icon } from './Icon.tsx';
import { PhotoRow } from './PhotoRow.tsx';
import { useWindow } from './use-window.ts';

/** In pixels; the same as in the style sheet. */
const rowHeight = 56;
const headHeight = 34;

type Column = Exclude<SortKey, 'added'>;

const titles: ReadonlyMap<Column, string> = new Map([
  ['name', 'Photo'],
  ...metricModels.map(({ name, title }): [Column, string] => [`metric:${name}`, title]),
  ['face', 'Face'],
  ['spread', 'Spread'],
  ['pixels', 'Size'],
]);

const hints: ReadonlyMap<Column, string> = new Map([
  ['face', 'Score of the most confident face; +1 if there is one more'],
  ['spread', 'How much the scores of a photo\u2019s crops differ: their standard deviation'],
  ['pixels', 'Width × height in pixels'],
]);

export function PhotoTable() {
  const { session, view } = usePage();
  const photos = view.ordered.value;
  const rows = useWindow(photos.length, rowHeight, headHeight);
  const focusNext = useRef<number | null>(null);
  const selected = view.selected.value;
  const selectedAt = selected === null ? -1 : photos.indexOf(selected);

  const metrics = view.metrics.value;
  const hasFaces = session.settings.value.faces;
  const columns: readonly Column[] = [
    'name',
    ...metrics.map((name): Column => `metric:${name}`),
    ...(hasFaces ? (['face'] as const) : []),
    'spread',
    'pixels',
  ];

  const focusRow = () => {
    if (focusNext.current === null) return;
    const button = rows.scroller.current?.querySelector<HTMLElement>(`[data-photo="${focusNext.current}"]`);
    if (button === null || button === undefined) return;
    focusNext.current = null;
    button.focus({ preventScroll: true });
  };
  useLayoutEffect(focusRow);

  const moveTo = (index: number) => {
    const photo = photos[Math.min(Math.max(index, 0), photos.length - 1)];
    view.selectedId.value = photo.id;
    focusNext.current = photo.id;
    rows.reveal(photos.indexOf(photo));
    // At once if the row is drawn: a later rendering would take the focus from where it has moved in the meantime.
    focusRow();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target instanceof Element) || event.target.closest('thead') !== null) return;
    const page = Math.max(rows.inSight - 2, 1);
    const to = new Map([
      ['ArrowDown', selectedAt + 1],
      ['ArrowUp', selectedAt - 1],
      ['PageDown', selectedAt + page],
      ['PageUp', selectedAt - page],
      ['Home', 0],
      ['End', photos.length - 1],
    ]).get(event.key);
    if (to === undefined) return;
    event.preventDefault();
    moveTo(to);
  };
  // The selected row is in the tab order; when it is scrolled out of sight, the first visible row is.
  const inReach = selectedAt >= rows.first && selectedAt < rows.last ? selectedAt : rows.first;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the buttons inside.
    <div class="table-scroll" ref={rows.scroller} onScroll={rows.onScroll} onKeyDown={onKeyDown}>
      {/* The padding stands for rows that are not drawn. */}
      <div
        class="table-rows"
        style={{
          paddingTop: `${rows.first * rowHeight}px`,
          paddingBottom: `${(photos.length - rows.last) * rowHeight}px`,
        }}
      >
        <table aria-rowcount={photos.length + 1}>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col" class="check">
                <span class="for-ears">Select</span>
              </th>
              {columns.map((column) => (
                <ColumnHead key={column} column={column} />
              ))}
            </tr>
          </thead>
          <tbody>
            {photos.slice(rows.first, rows.last).map((photo, i) => (
              <PhotoRow
                key={photo.id}
                photo={photo}
                index={rows.first + i}
                metrics={metrics}
                hasFaces={hasFaces}
                selected={photo === selected}
                reachable={rows.first + i === inReach}
              />
            ))}
          </tbody>
        </table>
        {photos.length === 0 && <p class="nothing">No photo passes the filter.</p>}
      </div>
    </div>
  );
}

function ColumnHead({ column }: { readonly column: Column }) {
  const { view } = usePage();
  const { by, descending } = view.order.value;
  const sort = by !== column ? 'none' : descending ? 'descending' : 'ascending';
  return (
    <th scope="col" class={column.startsWith('metric:') ? 'score' : column} aria-sort={sort}>
      <button type="button" class="bare" title={hints.get(column)} onClick={() => view.sortBy(column)}>
        {titles.get(column)}
        <Icon name={sort === 'ascending' ? 'up' : 'down'} />
      </button>
    </th>
  );
}
