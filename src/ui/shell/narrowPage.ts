import { useSyncExternalStore } from 'react';
import { usePrinting } from './printing';

// The style sheets have the same width.
const phoneQuery = '(max-width: 700px)';

/** Whether the page has the layout of a phone. On paper it never has. */
export function useIsPhone(): boolean {
  const isNarrow = useSyncExternalStore(
    (changed) => {
      const query = matchMedia(phoneQuery);
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => matchMedia(phoneQuery).matches,
  );
  return !usePrinting() && isNarrow;
}
