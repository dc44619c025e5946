import type { Page } from '@playwright/test';

/**
 * The cumulative layout shift of the page. Causes another shift at the end: after its entry, all earlier entries have arrived.
 */
export function layoutShiftOf(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        // On a scrolled page, scroll anchoring would hide the shift.
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
