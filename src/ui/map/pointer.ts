/** A point of an element, in CSS pixels from its upper left corner. */
export type Point = { readonly x: number; readonly y: number };

export type PointerPosition = {
  /** Undefined while no pointer is over the element. */
  readonly point: Point | undefined;
  destroy(): void;
};

/**
 * Follows the pointer over an element.
 * @param staysAfterTouch keeps the position after a finger is lifted, because what was tapped is still of interest
 */
export function pointerPosition(element: HTMLElement, onChange: () => void, staysAfterTouch = false): PointerPosition {
  const listeners = new AbortController();
  const { signal } = listeners;
  let point: Point | undefined;

  function onPoint({ offsetX, offsetY }: PointerEvent): void {
    point = { x: offsetX, y: offsetY };
    onChange();
  }
  function onLeave({ pointerType }: PointerEvent): void {
    if (staysAfterTouch && pointerType === 'touch') return;
    point = undefined;
    onChange();
  }
  element.addEventListener('pointermove', onPoint, { signal });
  element.addEventListener('pointerdown', onPoint, { signal });
  element.addEventListener('pointerleave', onLeave, { signal });

  return {
    get point() {
      return point;
    },
    destroy: () => listeners.abort(),
  };
}
