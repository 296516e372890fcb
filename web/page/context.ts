/** Provides session and view to every component. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Session } from './state/session.ts';
import type { ViewState } from './state/view.ts';

interface PageState {
  readonly session: Session;
  readonly view: ViewState;
}

export const PageContext = createContext<PageState | null>(null);

export function usePage(): PageState {
  const page = useContext(PageContext);
  if (page === null) throw new Error('This component needs a PageContext around it.');
  return page;
}
