import { count } from './format.ts';
import type { Session } from './state/session.ts';

/**
 * Removes all photos from the list, and everything from the browser's storage, including what other tabs stored; the notice
 * offers to restore this list.
 */
export function clearList(session: Session): void {
  const photos = session.photos.value;
  const undo = session.remove(photos);
  void session.kept.clear();
  const text = `${count(photos.length, 'photo')} removed from the list.`;
  session.notices.show({ kind: 'news', text, action: { label: 'Undo', run: undo } });
}
