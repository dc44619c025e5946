/** Twice the steps of d3, because maps have a large range of scales. Browsers report a pinch on a trackpad as a wheel event with Ctrl. */
export function wheelDelta({ deltaY, deltaMode, ctrlKey }: WheelEvent): number {
  const unit = deltaMode === WheelEvent.DOM_DELTA_LINE ? 0.1 : deltaMode === WheelEvent.DOM_DELTA_PAGE ? 2 : 0.004;
  return -deltaY * unit * (ctrlKey ? 5 : 1);
}

/** The default filter of d3-zoom: the main button, and Ctrl only with the wheel. */
export function isZoomGesture(event: MouseEvent | WheelEvent | TouchEvent): boolean {
  return (!event.ctrlKey || event.type === 'wheel') && !('button' in event && event.button !== 0);
}

/**
 * Whether a map in the page of a host takes an event: two fingers, dragging with the mouse, the wheel with Ctrl, and the wheel while the map has
 * the focus. Other events scroll the page.
 */
export function isForGuest(event: Event, canvas: Element): boolean {
  if (event.type.startsWith('touch')) return (event as TouchEvent).touches.length > 1;
  if (event.type !== 'wheel' || (event as WheelEvent).ctrlKey) return true;
  return document.hasFocus() && document.activeElement === canvas;
}
