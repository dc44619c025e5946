import { type RefObject, useEffect } from 'react';
import { useApp } from './appContext';
import { lastInputIsKey } from './lastInput';

/**
 * Focuses an element after a model was opened with the keyboard, unless something has the focus: what had it before, such as a button of the first
 * page, is usually gone. The element is on the page with the model. A new version of the open file, which has its name, moves no focus.
 */
export function useFocusAfterOpening(element: RefObject<HTMLElement | null>): void {
  // After the paint of the map.
  const shown = useApp(({ model, snapshot }) => model?.contents.name ?? snapshot);
  useEffect(() => {
    const isUnfocused = document.activeElement === document.body || document.activeElement === null;
    if (shown !== undefined && isUnfocused && lastInputIsKey()) element.current?.focus({ preventScroll: true });
  }, [shown, element]);
}
