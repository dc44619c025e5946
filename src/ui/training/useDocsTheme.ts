import { useSyncExternalStore } from 'react';
import type { Theme } from '../../heatmap/palette';

/** The theme of the documentation, which VitePress has as a class of the root element. */
export function useDocsTheme(): Theme {
  return useSyncExternalStore(onChange, () => (document.documentElement.classList.contains('dark') ? 'dark' : 'light'));
}

function onChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ['class'] });
  return () => observer.disconnect();
}
