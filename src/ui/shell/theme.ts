import { useEffect, useSyncExternalStore } from 'react';
import type { Theme } from '../../heatmap/palette';
import type { ThemeChoice } from '../../link/link';
import { useApp } from './appContext';
import { usePrinting } from './printing';

export const themes: readonly ThemeChoice[] = ['auto', 'light', 'dark'];

const darkQuery = '(prefers-color-scheme: dark)';

/** The current theme: the selected one, or that of the system. Light for print. Also sets it on the document, for the style sheets. */
export function useTheme(): Theme {
  const choice = useApp((state) => state.theme);
  const systemDark = useSyncExternalStore(
    (changed) => {
      const query = matchMedia(darkQuery);
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => matchMedia(darkQuery).matches,
  );
  const onScreen = choice === 'auto' ? (systemDark ? 'dark' : 'light') : choice;
  const theme = usePrinting() ? 'light' : onScreen;
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return theme;
}
