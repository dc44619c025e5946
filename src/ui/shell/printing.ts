import { useSyncExternalStore } from 'react';

// Ink is finer than a screen's pixels. A power of two: Chromium prints canvases at scales in whole 64ths.
const printedRatio = 4;

let onPaper = false;

/** Pixels of a canvas for each CSS pixel. */
export function pixelRatio(): number {
  return onPaper ? Math.max(devicePixelRatio, printedRatio) : devicePixelRatio;
}

/**
 * Whether the page is being put on paper. The document then has `data-printing`, which gives the map its size on paper while the page can
 * still measure it: once the browser lays the page out for paper no script runs. How large the screen was stays known in `--screen-width` and
 * `--screen-height`.
 */
export function usePrinting(): boolean {
  return useSyncExternalStore(follow, () => onPaper);
}

function follow(changed: () => void): () => void {
  const listeners = new AbortController();
  const { signal } = listeners;
  function set(printing: boolean): void {
    onPaper = printing;
    const { documentElement: root } = document;
    root.style.setProperty('--screen-width', `${innerWidth}px`);
    root.style.setProperty('--screen-height', `${innerHeight}px`);
    root.toggleAttribute('data-printing', printing);
    changed();
  }
  window.addEventListener('beforeprint', () => set(true), { signal });
  window.addEventListener('afterprint', () => set(false), { signal });
  matchMedia('print').addEventListener('change', ({ matches }) => set(matches), { signal });
  return () => listeners.abort();
}

/** Prints the page. It is drawn for paper first, as React does not render while a script of ours waits for the printer. */
export function printPage(): void {
  window.dispatchEvent(new Event('beforeprint'));
  requestAnimationFrame(() => window.print());
}
