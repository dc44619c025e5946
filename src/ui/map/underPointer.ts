/** A point of an element, in CSS pixels from its upper left corner. */
export type Point = { readonly x: number; readonly y: number };

export type UnderPointerOptions<T> = {
  find(point: Point): T | undefined;
  /** Default: the same object. */
  isSame?(a: T | undefined, b: T | undefined): boolean;
  /** After each move of the pointer. */
  onMove(): void;
  onHover(found: T | undefined): void;
  /** Keeps the position after a finger is lifted, because what was tapped is still of interest. */
  readonly staysAfterTouch?: boolean;
};

export type UnderPointer<T> = {
  readonly current: T | undefined;
  /** Finds it again. Call before each drawing, because the content moves too. */
  update(): void;
  destroy(): void;
};

/** Follows what is under the pointer: a weight of the map, or a tensor of the atlas. */
export function underPointer<T>(element: HTMLElement, options: UnderPointerOptions<T>): UnderPointer<T> {
  const { find, isSame = Object.is, onMove, onHover, staysAfterTouch = false } = options;
  const listeners = new AbortController();
  const { signal } = listeners;
  let point: Point | undefined;
  let current: T | undefined;

  function onPoint({ offsetX, offsetY }: PointerEvent): void {
    point = { x: offsetX, y: offsetY };
    onMove();
  }
  function onLeave({ pointerType }: PointerEvent): void {
    if (staysAfterTouch && pointerType === 'touch') return;
    point = undefined;
    onMove();
  }
  element.addEventListener('pointermove', onPoint, { signal });
  element.addEventListener('pointerdown', onPoint, { signal });
  element.addEventListener('pointerleave', onLeave, { signal });

  return {
    get current() {
      return current;
    },
    update() {
      const found = point && find(point);
      if (isSame(found, current)) return;
      current = found;
      onHover(found);
    },
    destroy: () => listeners.abort(),
  };
}
