import { useEffect, useRef, useState } from 'preact/hooks';

/** Rows that are drawn beyond the visible ones, so that scrolling shows no gaps. */
const margin = 8;

export interface RowWindow {
  readonly scroller: { readonly current: HTMLDivElement | null };
  /** Rows first to last - 1 are drawn. */
  readonly first: number;
  readonly last: number;
  /** How many rows fit. */
  readonly inSight: number;
  onScroll(): void;
  /** Scrolls as little as necessary to make the row visible. */
  reveal(index: number): void;
}

/** Determines which of many rows of equal height are visible: only those are drawn. */
export function useWindow(count: number, rowHeight: number, headHeight: number): RowWindow {
  const scroller = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ top: 0, rows: 20 });

  const measure = () => {
    const element = scroller.current;
    if (element === null) return;
    const top = Math.floor(element.scrollTop / rowHeight);
    const rows = Math.ceil(element.clientHeight / rowHeight);
    setRange((before) => (before.top === top && before.rows === rows ? before : { top, rows }));
  };
  useEffect(() => {
    if (scroller.current === null) return;
    const observer = new ResizeObserver(measure);
    observer.observe(scroller.current);
    return () => observer.disconnect();
  }, []);

  const reveal = (index: number) => {
    const element = scroller.current;
    if (element === null) return;
    const top = index * rowHeight;
    const room = element.clientHeight - headHeight - rowHeight;
    element.scrollTop = Math.min(Math.max(element.scrollTop, top - room), top);
    // In low windows the page scrolls as well.
    element.scrollIntoView({ block: 'nearest' });
    measure();
  };
  const first = Math.max(Math.min(range.top, count) - margin, 0);
  const last = Math.min(range.top + range.rows + margin, count);
  return { scroller, first, last, inSight: range.rows, onScroll: measure, reveal };
}
