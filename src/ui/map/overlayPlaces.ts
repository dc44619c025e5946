import { type RefObject, useEffect } from 'react';
import type { Point } from './underPointer';

// How close to an overlay a point is in its way, CSS pixels.
const reach = 24;
// Overlays with buttons move once the pointer rests, ms: otherwise it could not reach them.
const restTime = 350;

/**
 * Moves the overlays of a map out of the way of the pointer, or of the weight that the keyboard selected. An overlay that is out of its corner
 * has the attribute `data-away`, for the style sheet.
 * @param chosen CSS pixels from the upper left corner of the canvas
 */
export function useOverlayPlaces(frame: RefObject<HTMLElement | null>, chosen: Point | undefined): void {
  useEffect(() => {
    const element = frame.current!;
    const canvas = element.querySelector<HTMLElement>('canvas[role="img"]');
    if (!canvas) return;
    const listeners = new AbortController();
    const { signal } = listeners;
    let rest: ReturnType<typeof setTimeout> | undefined;
    const origin = () => {
      const [outer, inner] = [element.getBoundingClientRect(), canvas.getBoundingClientRect()];
      return { x: inner.x - outer.x, y: inner.y - outer.y };
    };
    const inFrame = ({ x, y }: Point): Point => ({ x: x + origin().x, y: y + origin().y });

    function avoid(point: Point | undefined, isMoving = false): void {
      for (const overlay of element.querySelectorAll<HTMLElement>('.map-overlay')) {
        if (!isMoving || !overlay.matches('canvas, :has(button)')) place(overlay, element, point);
      }
    }
    function onMove({ offsetX: x, offsetY: y }: PointerEvent): void {
      const point = inFrame({ x, y });
      avoid(point, true);
      clearTimeout(rest);
      rest = setTimeout(() => avoid(point), restTime);
    }
    function onLeave({ relatedTarget }: PointerEvent): void {
      clearTimeout(rest);
      // From the map to an overlay: it must stay where it is.
      if (relatedTarget instanceof Element && relatedTarget.closest('.map-overlay')) return;
      avoid(chosen && inFrame(chosen));
    }
    canvas.addEventListener('pointermove', onMove, { signal });
    canvas.addEventListener('pointerleave', onLeave, { signal });
    if (!canvas.matches(':hover')) avoid(chosen && inFrame(chosen));
    return () => {
      clearTimeout(rest);
      listeners.abort();
    };
  }, [frame, chosen]);
}

function place(overlay: HTMLElement, frame: HTMLElement, point: Point | undefined): void {
  overlay.toggleAttribute('data-away', point !== undefined && isNear(homeOf(overlay, frame), point));
}

type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };

/** The box of an overlay in its corner, even while it is elsewhere. CSS pixels of the frame. */
function homeOf(overlay: HTMLElement, frame: HTMLElement): Box {
  const { offsetWidth: width, offsetHeight: height } = overlay;
  const [vertical, horizontal] = overlay.dataset.corner!.split('-');
  const left = horizontal === 'left' ? 0 : frame.clientWidth - width;
  const top = vertical === 'top' ? 0 : frame.clientHeight - height;
  return { left, top, right: left + width, bottom: top + height };
}

function isNear({ left, top, right, bottom }: Box, { x, y }: Point): boolean {
  return x >= left - reach && x <= right + reach && y >= top - reach && y <= bottom + reach;
}
