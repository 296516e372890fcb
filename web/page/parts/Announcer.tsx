import { useEffect, useRef, useState } from 'preact/hooks';
import { usePage } from '../context.ts';
import { count } from '../format.ts';
import type { Progress } from '../state/pace.ts';

/** Between two announcements of the count to screen readers, in milliseconds. */
const pause = 10_000;

/** Announces the progress of scoring to screen readers: its start, its count at intervals, and its end. */
export function Announcer() {
  const { session } = usePage();
  const [text, setText] = useState('');
  const last = useRef<{ readonly progress: Progress; readonly time: number } | null>(null);
  const progress = session.queue.progress.value;

  useEffect(() => {
    const before = last.current;
    if (progress === null) {
      if (before !== null) setText('Scoring has ended.');
      last.current = null;
      return;
    }
    const now = performance.now();
    const time = before === null || now - before.time >= pause ? now : before.time;
    if (time === now) setText(`${progress.done} of ${count(progress.total, 'photo')} scored.`);
    last.current = { progress, time };
  }, [progress]);

  return (
    <p class="for-ears" role="status">
      {text}
    </p>
  );
}
