import { type FrameRequests, oncePerFrame } from './animationFrame';
import { type PanZoom, type PanZoomOptions, panZoom } from './panZoom';
import { type UnderPointer, type UnderPointerOptions, underPointer } from './underPointer';

type InteractiveCanvasOptions<T> = Omit<PanZoomOptions, 'onChange'> &
  Omit<UnderPointerOptions<T>, 'onMove'> & {
    draw(): void;
    onClick(event: MouseEvent): void;
    onDoubleClick?(): void;
  };

export type InteractiveCanvas<T> = {
  readonly view: PanZoom;
  readonly frame: FrameRequests;
  readonly hovered: UnderPointer<T>;
  destroy(): void;
};

/**
 * A canvas that pans, zooms and knows what is under the pointer. It is drawn once per animation frame, after a change of the view or the
 * pointer, and at once after a change of its size.
 * @param box element that gives the canvas its size
 */
export function interactiveCanvas<T>(
  canvas: HTMLCanvasElement,
  box: Element,
  options: InteractiveCanvasOptions<T>,
): InteractiveCanvas<T> {
  const { draw, onResize, onClick, onDoubleClick } = options;
  const listeners = new AbortController();
  const { signal } = listeners;
  const frame = oncePerFrame(draw);
  const view = panZoom(canvas, box, {
    ...options,
    onChange: frame.request,
    onResize() {
      onResize();
      frame.drawNow();
    },
  });
  const hovered = underPointer(canvas, { ...options, onMove: frame.request });
  canvas.addEventListener('click', onClick, { signal });
  if (onDoubleClick) canvas.addEventListener('dblclick', onDoubleClick, { signal });

  return {
    view,
    frame,
    hovered,
    destroy() {
      frame.cancel();
      listeners.abort();
      hovered.destroy();
      view.destroy();
    },
  };
}
