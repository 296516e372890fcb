import { useEffect, useState } from 'preact/hooks';
import { usePage } from '../context.ts';
import { fromDrop, fromFiles } from '../intake.ts';
import { takeIn } from '../take-in.ts';

/** Accepts files that are dropped or pasted anywhere on the page. */
export function DropTarget() {
  const { session } = usePage();
  const [over, setOver] = useState(false);

  useEffect(() => {
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const listeners = {
      dragover: (event: DragEvent) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setOver(true);
      },
      dragleave: (event: DragEvent) => {
        if (event.relatedTarget === null) setOver(false);
      },
      drop: async (event: DragEvent) => {
        if (event.dataTransfer === null || !carriesFiles(event)) return;
        event.preventDefault();
        setOver(false);
        takeIn(session, await fromDrop(event.dataTransfer));
      },
      paste: (event: ClipboardEvent) => {
        const files = event.clipboardData?.files;
        if (files !== undefined && files.length > 0) takeIn(session, fromFiles(files));
      },
    };
    const all = Object.entries(listeners) as [string, EventListener][];
    for (const [type, listener] of all) addEventListener(type, listener);
    return () => {
      for (const [type, listener] of all) removeEventListener(type, listener);
    };
  }, [session]);

  return over ? (
    <div class="drop-veil">
      <p>Drop photos, folders or a weights file</p>
    </div>
  ) : null;
}
