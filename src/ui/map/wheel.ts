/** Twice d3's own steps: from 10 million weights to a single one it is a long way. Pinching on a trackpad comes as a wheel with Ctrl. */
export function wheelDelta({ deltaY, deltaMode, ctrlKey }: WheelEvent): number {
  const unit = deltaMode === WheelEvent.DOM_DELTA_LINE ? 0.1 : deltaMode === WheelEvent.DOM_DELTA_PAGE ? 2 : 0.004;
  return -deltaY * unit * (ctrlKey ? 5 : 1);
}

/** d3's own rule: the main button, and no wheel that the browser means for itself. */
export function isZoomGesture(event: MouseEvent | WheelEvent | TouchEvent): boolean {
  return (!event.ctrlKey || event.type === 'wheel') && !('button' in event && event.button !== 0);
}

/**
 * What a map in somebody else's page takes: two fingers, dragging by mouse, and the wheel with Ctrl, or while the map has the focus. The rest scrolls
 * that page.
 */
export function isForGuest(event: Event, canvas: Element): boolean {
  if (event.type.startsWith('touch')) return (event as TouchEvent).touches.length > 1;
  if (event.type !== 'wheel' || (event as WheelEvent).ctrlKey) return true;
  return document.hasFocus() && document.activeElement === canvas;
}
