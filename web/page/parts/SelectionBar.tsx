import { usePage } from '../context.ts';
import { count } from '../format.ts';
import { Icon } from './Icon.tsx';

/** Offers actions for the photos that are ticked in the list. */
export function SelectionBar() {
  const { session, view } = usePage();
  const ticked = view.ticked.value;
  if (ticked.length === 0) return null;
  const copy = async () => {
    const names = ticked.map(({ name }) => name);
    try {
      await navigator.clipboard.writeText(`${names.join('\n')}\n`);
      session.notices.show({ kind: 'news', text: `${count(names.length, 'name')} copied.` });
    } catch {
      const text = 'The browser did not let the page copy the names: save the list as CSV instead.';
      session.notices.show({ kind: 'problem', text });
    }
  };
  return (
    <div class="run-bar selection">
      <p>
        <b>{ticked.length} selected</b>
      </p>
      <button type="button" class="compact" onClick={copy}>
        Copy names
      </button>
      {ticked.length === 2 && (
        <button type="button" onClick={() => view.go('compare')}>
          <Icon name="compare" />
          Compare
        </button>
      )}
      <button type="button" class="compact" title="Unselect" onClick={() => view.untick()}>
        <Icon name="close" />
        <span>Unselect</span>
      </button>
    </div>
  );
}
