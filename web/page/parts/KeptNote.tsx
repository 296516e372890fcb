import { clearList } from '../clear-list.ts';
import { usePage } from '../context.ts';

/** Says where the scores are stored, and how to delete them. */
export function KeptNote() {
  const { session } = usePage();
  return (
    <p class="kept-note">
      {session.kept.works.value
        ? 'Scores and small pictures stay in this browser, on this computer, until they are cleared.'
        : 'This browser does not keep the scores: they are lost when the page is closed.'}{' '}
      <button type="button" class="bare link" onClick={() => clearList(session)}>
        Clear
      </button>
    </p>
  );
}
