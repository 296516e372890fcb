import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { usePage } from '../context.ts';
import { Icon } from './Icon.tsx';

interface DialogProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

/** A modal dialog, closed by Escape, its cross, or a click beside it. */
export function Dialog({ title, children }: DialogProps) {
  const { view } = usePage();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same.
    <dialog
      ref={dialog}
      aria-labelledby="dialog-title"
      onClose={() => view.closeDialog()}
      onClick={(event) => event.target === dialog.current && view.closeDialog()}
    >
      <div class="dialog-inside">
        <div class="panel-head">
          <h2 id="dialog-title">{title}</h2>
          <button type="button" class="bare" aria-label="Close" onClick={() => dialog.current?.close()}>
            <Icon name="close" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
