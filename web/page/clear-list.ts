import { count } from './format.ts';
import type { Session } from './state/session.ts';

/** Takes all photos off the list and what is kept of them out of the browser's storage; the notice can put both back. */
export function clearList(session: Session): void {
  const photos = session.photos.value;
  const undo = session.remove(photos);
  const text = `${count(photos.length, 'photo')} taken off the list.`;
  session.notices.show({ kind: 'news', text, action: { label: 'Undo', run: undo } });
}
