import { useSyncExternalStore } from 'react';

// Printers have a higher resolution than screens. A power of two, because Chromium prints canvases at scales in multiples of 1/64.
const printedRatio = 4;

let isPrinting = false;

/** Pixels of a canvas for each CSS pixel. */
export function pixelRatio(): number {
  return isPrinting ? Math.max(devicePixelRatio, printedRatio) : devicePixelRatio;
}

/**
 * Whether the page is being printed. The document then has `data-printing`, which gives the map its size on paper while the page can still
 * measure it: no script runs after the browser has laid out the page for print. `--screen-width` and `--screen-height` hold the size of the
 * screen.
 */
export function usePrinting(): boolean {
  return useSyncExternalStore(follow, () => isPrinting);
}

function follow(changed: () => void): () => void {
  const listeners = new AbortController();
  const { signal } = listeners;
  function set(printing: boolean): void {
    isPrinting = printing;
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

/** Prints the page. Renders it for paper first, because React does not render while the print dialog blocks the script. */
export function printPage(): void {
  window.dispatchEvent(new Event('beforeprint'));
  requestAnimationFrame(() => window.print());
}
