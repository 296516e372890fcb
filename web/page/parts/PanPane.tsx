import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import type { Picture } from '../../protocol.ts';

interface PanPaneProps {
  readonly picture: Picture;
  /** Shows the photo pixel by pixel, movable by dragging, wheel and arrow keys; otherwise it fits the pane. */
  readonly fullSize: boolean;
  readonly children: ComponentChildren;
  onScroll?(event: { readonly currentTarget: HTMLElement }): void;
}

/** A pane for a photo that fits, or for a part of it. */
export function PanPane({ picture, fullSize, children, onScroll }: PanPaneProps) {
  const grip = useRef<{ readonly left: number; readonly top: number } | null>(null);
  const take = (event: PointerEvent & { readonly currentTarget: HTMLElement }) => {
    // Touch scrolls natively.
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
