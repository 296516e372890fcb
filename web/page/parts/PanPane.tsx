import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import type { Picture } from '../../protocol.ts';

interface PanPaneProps {
  readonly picture: Picture;
  /** A pixel of the photo on each of the screen, to be moved by dragging, wheel and arrow keys; else it fits the pane. */
  readonly fullSize: boolean;
  readonly children: ComponentChildren;
  onScroll?(event: { readonly currentTarget: HTMLElement }): void;
}

/** A photo that fits, or a part of it. */
export function PanPane({ picture, fullSize, children, onScroll }: PanPaneProps) {
  const grip = useRef<{ readonly left: number; readonly top: number } | null>(null);
  const take = (event: PointerEvent & { readonly currentTarget: HTMLElement }) => {
    // Fingers scroll by themselves.
    if (!fullSize || event.pointerType !== 'mouse' || event.button !== 0) return;
    const pane = event.currentTarget;
    pane.setPointerCapture(event.pointerId);
    grip.current = { left: pane.scrollLeft + event.clientX, top: pane.scrollTop + event.clientY };
  };
  const move = ({ currentTarget: pane, clientX, clientY }: PointerEvent & { readonly currentTarget: HTMLElement }) => {
    if (grip.current !== null) pane.scrollTo(grip.current.left - clientX, grip.current.top - clientY);
  };
  const drop = () => {
    grip.current = null;
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dragging scrolls, as wheel and arrow keys do by themselves.
    <div
      class={fullSize ? 'pan full' : 'pan'}
      tabIndex={fullSize ? 0 : -1}
      onScroll={onScroll}
      onPointerDown={take}
      onPointerMove={move}
      onPointerUp={drop}
      onPointerCancel={drop}
      onDragStart={(event) => event.preventDefault()}
    >
      <div style={fullSize ? { width: `${picture.width / devicePixelRatio}px` } : {}}>{children}</div>
    </div>
  );
}
