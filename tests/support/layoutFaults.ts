import type { Page } from '@playwright/test';

/** What is wrong with the layout of a page, as sentences; empty if nothing is. */
export function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth)
      faults.push(`scrolls sideways by ${root.scrollWidth - root.clientWidth} px`);

    type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
    const intersection = (a: Box, b: Box): Box => ({
      left: Math.max(a.left, b.left),
      top: Math.max(a.top, b.top),
      right: Math.min(a.right, b.right),
      bottom: Math.min(a.bottom, b.bottom),
    });
    const isEmpty = ({ left, top, right, bottom }: Box) => right - left < 2 || bottom - top < 2;
    const nameOf = (element: Element) =>
      `${element.localName}.${element.getAttribute('class') ?? ''} "${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}"`;
    /** The part of an element that its ancestors do not clip. */
    const visibleBox = (element: Element): Box => {
      let box: Box = element.getBoundingClientRect();
      for (let parent = element.parentElement; parent; parent = parent.parentElement) {
        if (getComputedStyle(parent).overflow !== 'visible') box = intersection(box, parent.getBoundingClientRect());
      }
      return intersection(box, { left: 0, top: 0, right: innerWidth, bottom: innerHeight });
    };
    const isShown = (element: Element) =>
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
      !element.closest('.visually-hidden, [inert], svg') &&
      !isEmpty(visibleBox(element));

    const isHidden = (overflow: string) => overflow === 'hidden' || overflow === 'clip';

    // Text that is cut has its whole text in a tooltip, or it scrolls.
    for (const element of document.querySelectorAll<HTMLElement>('.app *')) {
      const style = getComputedStyle(element);
      const isCut =
        (element.scrollWidth > element.clientWidth + 1 && isHidden(style.overflowX) && element.clientWidth > 0) ||
        (element.scrollHeight > element.clientHeight + 4 && isHidden(style.overflowY) && element.clientHeight > 0);
      if (!isCut || !isShown(element) || element.closest('[title]') || element.matches('input, select')) continue;
      if (element.textContent?.trim() === '' || element.querySelector('canvas')) continue;
      faults.push(`cut off: ${nameOf(element)}`);
    }

    // Controls and headings do not cover each other.
    const placed = [
      ...document.querySelectorAll(
        'button, select, input, summary, h2, .map-title p, .goal, .notice, .bar-status, [role="separator"]',
      ),
    ]
      .filter(
        (element) => isShown(element) && !element.matches('[role="separator"], input[type="file"], .check-icon input'),
      )
      .map((element) => ({ element, box: visibleBox(element) }));
    placed.forEach((one, i) => {
      for (const other of placed.slice(i + 1)) {
        if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
        if (!isEmpty(intersection(one.box, other.box))) {
          faults.push(`overlap: ${nameOf(one.element)} and ${nameOf(other.element)}`);
        }
      }
    });
    return faults;
  });
}
