/** Twice d3's own steps: from 10 million weights to a single one it is a long way. Pinching on a trackpad comes as a wheel with Ctrl. */
export function wheelDelta({ deltaY, deltaMode, ctrlKey }: WheelEvent): number {
  const unit = deltaMode === WheelEvent.DOM_DELTA_LINE ? 0.1 : deltaMode === WheelEvent.DOM_DELTA_PAGE ? 2 : 0.004;
  return -deltaY * unit * (ctrlKey ? 5 : 1);
}
