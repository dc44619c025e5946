import { useEffect, useSyncExternalStore } from 'react';
import type { Theme } from '../heatmap/palette';
import { useApp } from './appContext';

const darkQuery = '(prefers-color-scheme: dark)';

/** The theme in force: the person's choice, else the system's. Also set on the document, for the style sheet. */
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
  const theme = choice === 'auto' ? (systemDark ? 'dark' : 'light') : choice;
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return theme;
}
