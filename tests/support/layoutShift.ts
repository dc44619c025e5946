import type { Page } from '@playwright/test';

/**
 * How much of the page has moved by itself so far, as browsers sum it up. The page is moved once more at the end: who hears of that has heard of
 * all that came before.
 */
export function layoutShiftOf(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        // Where the page is scrolled down, the browser keeps what is in view in its place.
        scrollTo({ top: 0, behavior: 'instant' });
        const asked = performance.now();
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            if (entry.startTime > asked) resolve(sum);
            else sum += (entry as PerformanceEntry & { readonly value: number }).value;
          }
        }).observe({ type: 'layout-shift', buffered: true });
        const block = document.createElement('div');
        block.style.height = '200px';
        requestAnimationFrame(() => document.body.prepend(block));
      }),
  );
}
