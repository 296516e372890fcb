import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** Closes an open menu by Escape, which also returns the focus to its button, and when something outside it is used. */
export function useMenuClosing(menu: RefObject<HTMLDetailsElement | null>): void {
  useEffect(() => {
    const closeFromOutside = ({ target }: Event) => {
      const { current } = menu;
      if (current?.open && target instanceof Node && !current.contains(target)) current.open = false;
    };
    const closeByEscape = (event: KeyboardEvent) => {
      const { current } = menu;
      if (event.key !== 'Escape' || !current?.open) return;
      event.preventDefault();
      current.open = false;
      current.querySelector('summary')?.focus();
    };
    addEventListener('pointerdown', closeFromOutside);
    addEventListener('focusin', closeFromOutside);
    // Before the page's own use of Escape.
    addEventListener('keydown', closeByEscape, { capture: true });
    return () => {
      removeEventListener('pointerdown', closeFromOutside);
      removeEventListener('focusin', closeFromOutside);
      removeEventListener('keydown', closeByEscape, { capture: true });
    };
  }, [menu]);
}
