import { count } from './format.ts';
import type { Session } from './state/session.ts';

/** Removes all photos from the list and from the browser's storage; the notice offers to undo both. */
export function clearList(session: Session): void {
  const photos = session.photos.value;
  const undo = session.remove(photos);
  const text = `${count(photos.length, 'photo')} removed from the list.`;
  session.notices.show({ kind: 'news', text, action: { label: 'Undo', run: undo } });
}
